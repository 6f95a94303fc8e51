"""Names: surnames by frequency, given names by era and sex, with kana, and foreign names.

Reads nothing, writes nothing. Why: matching by name is only tested by names that collide and differ as real ones do.
"""

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

SURNAMES = (
    "佐藤サトウ 鈴木スズキ 高橋タカハシ 田中タナカ 伊藤イトウ 渡辺ワタナベ 山本ヤマモト 中村ナカムラ 小林コバヤシ 加藤カトウ "
    "吉田ヨシダ 山田ヤマダ 佐々木ササキ 山口ヤマグチ 松本マツモト 井上イノウエ 木村キムラ 林ハヤシ 斎藤サイトウ 清水シミズ "
    "山崎ヤマザキ 阿部アベ 森モリ 池田イケダ 橋本ハシモト 山下ヤマシタ 石川イシカワ 中島ナカジマ 前田マエダ 藤田フジタ "
    "小川オガワ 後藤ゴトウ 岡田オカダ 長谷川ハセガワ 村上ムラカミ 近藤コンドウ 石井イシイ 齊藤サイトウ 坂本サカモト "
    "遠藤エンドウ 青木アオキ 藤井フジイ 西村ニシムラ 福田フクダ 太田オオタ 三浦ミウラ 藤原フジワラ 岡本オカモト 松田マツダ "
    "中川ナカガワ 中野ナカノ 原田ハラダ 小野オノ 田村タムラ 竹内タケウチ 金子カネコ 和田ワダ 中山ナカヤマ 石田イシダ "
    "上田ウエダ 森田モリタ 原ハラ 柴田シバタ 酒井サカイ 工藤クドウ 横山ヨコヤマ 宮崎ミヤザキ 宮本ミヤモト 内田ウチダ "
    "高木タカギ 安藤アンドウ 谷口タニグチ 大野オオノ 丸山マルヤマ 今井イマイ 高田タカダ 藤本フジモト 武田タケダ 村田ムラタ "
    "上野ウエノ 杉山スギヤマ 増田マスダ 小島コジマ 平野ヒラノ 大塚オオツカ 千葉チバ 久保クボ 松井マツイ 岩崎イワサキ "
    "桜井サクライ 野口ノグチ 松尾マツオ 野村ノムラ 木下キノシタ 菊地キクチ 佐野サノ 大西オオニシ 杉本スギモト 新井アライ "
    "浜田ハマダ 菅原スガワラ 市川イチカワ 水野ミズノ 小松コマツ 島田シマダ 古川フルカワ 小山コヤマ 高野タカノ 西田ニシダ "
    "菊池キクチ 山内ヤマウチ 西川ニシカワ 五十嵐イガラシ 北村キタムラ 安田ヤスダ 中田ナカタ 川口カワグチ 平田ヒラタ "
    "川崎カワサキ 飯田イイダ 吉川ヨシカワ 本田ホンダ 久保田クボタ 沢田サワダ 辻ツジ 関セキ 吉村ヨシムラ 渡部ワタナベ "
    "岩田イワタ 中西ナカニシ 服部ハットリ 樋口ヒグチ 福島フクシマ 川上カワカミ 永井ナガイ 松岡マツオカ 田口タグチ "
    "山中ヤマナカ 森本モリモト 土屋ツチヤ 矢野ヤノ 広瀬ヒロセ 秋山アキヤマ 石原イシハラ 松下マツシタ 大橋オオハシ "
    "松浦マツウラ 吉岡ヨシオカ 小池コイケ 馬場ババ 浅野アサノ 荒木アラキ 大久保オオクボ 野田ノダ 小沢オザワ 田辺タナベ "
    "川村カワムラ 星野ホシノ 黒田クロダ 堀ホリ 尾崎オザキ 望月モチヅキ 永田ナガタ 熊谷クマガイ 内藤ナイトウ 松村マツムラ "
    "西山ニシヤマ 大谷オオタニ 平井ヒライ 大島オオシマ 岩本イワモト 片山カタヤマ 本間ホンマ 早川ハヤカワ 横田ヨコタ "
    "岡崎オカザキ 荒井アライ 大石オオイシ 鎌田カマタ 成田ナリタ 宮田ミヤタ 小田オダ 石橋イシバシ 篠原シノハラ 須藤スドウ "
    "河野コウノ 大沢オオサワ 小西コニシ 南ミナミ 高山タカヤマ 栗原クリハラ 伊東イトウ 松原マツバラ 三宅ミヤケ 福井フクイ "
    "大森オオモリ 奥村オクムラ 岡オカ 内山ウチヤマ 片岡カタオカ 松永マツナガ 桑原クワハラ 関口セキグチ 北川キタガワ "
    "奥田オクダ 富田トミタ 古賀コガ 八木ヤギ 吉野ヨシノ 中沢ナカザワ 上原ウエハラ 今村イマムラ 白石シライシ 田島タジマ "
    "髙橋タカハシ 山﨑ヤマザキ 渡邉ワタナベ 齋藤サイトウ 渡邊ワタナベ 濵田ハマダ 德永トクナガ 﨑山サキヤマ 髙木タカギ "
    "栁田ヤナギダ 小笠原オガサワラ 飯島イイジマ 鈴村スズムラ 深沢フカザワ"
)
FOREIGN_SURNAMES = (
    "ＧＡＲＣＩＡガルシア ＳＡＮＴＯＳサントス ＲＥＹＥＳレイエス ＮＧＵＹＥＮグエン ＴＲＡＮチャン ＫＩＭキム ＬＥＥリー "
    "ＷＡＮＧワン ＬＩリ ＣＨＥＮチェン ＳＩＬＶＡシルバ ＰＥＲＥＺペレス ＳＭＩＴＨスミス ＪＯＨＮＳＯＮジョンソン "
    "ＳＨＡＲＭＡシャルマ ＧＵＲＵＮＧグルン ＰＥＲＥＲＡペレラ ＣＲＵＺクルズ"
)
# stems, and endings by era: old (before 1965), middle (before 1995), young
MALE = (
    "健ケン 大ダイ 直ナオ 優ユウ 悠ユウ 蒼ソウ 陽ハル 智トモ 和カズ 雅マサ 拓タク 康ヤス 英ヒデ 義ヨシ 隆タカ 俊トシ 裕ヒロ "
    "龍リュウ 晴ハル 颯ソウ 光ミツ 信ノブ 正マサ 幸ユキ 秀ヒデ 哲テツ 翔ショウ 航コウ 蓮レン 海カイ"
)
FEMALE = (
    "美ミ 由ユ 真マ 理リ 恵ケイ 陽ハル 結ユ 心ココ 優ユウ 千チ 彩アヤ 沙サ 友トモ 菜ナ 和カズ 智トモ 裕ユウ 明アキ 綾アヤ "
    "芽メイ 花ハナ 咲サキ 早サ 麻マ 奈ナ 久ヒサ 文フミ 静シズ 芳ヨシ 春ハル"
)
MALE_ENDINGS = (
    "夫オ 男オ 雄オ 一イチ 郎ロウ 次ジ 三ゾウ 治ジ",
    "之ユキ 彦ヒコ 也ヤ 樹キ 司ジ 介スケ 明アキ 人ト 一カズ",
    "太タ 斗ト 真マ 翔ト 生キ 馬マ 輝キ 琉ル 仁ト 成セイ 吾ゴ",
)
FEMALE_ENDINGS = (
    "子コ 代ヨ 江エ 枝エ 美ミ",
    "美ミ 子コ 香カ 恵エ 紀キ 里リ 奈ナ",
    "奈ナ 菜ナ 花カ 音ネ 乃ノ 羽ハ 希キ 莉リ 月ツキ 愛ア 咲サ 緒オ",
)
FOREIGN_MALE = (
    "ＪＯＳＥホセ ＡＮＨアン ＭＩＮミン ＪＯＨＮジョン ＲＡＭラム ＣＡＲＬＯＳカルロス ＷＥＩウェイ ＤＡＶＩＤデビッド "
    "ＭＩＧＵＥＬミゲル ＬＵＩＳルイス"
)
FOREIGN_FEMALE = (
    "ＭＡＲＩＡマリア ＬＩＮＨリン ＡＮＮＡアンナ ＧＲＡＣＥグレース ＳＩＴＡシタ ＲＯＳＡロサ ＭＥＩメイ ＪＥＮＮＹジェニー "
    "ＡＮＧＥＬアンヘル ＨＯＡホア"
)
ERAS = (-1826, 9131)  # 1965-01-01, 1995-01-01


def _split(words: str) -> list[tuple[str, str]]:
    """「佐藤サトウ」 → (佐藤, サトウ): the reading is the run of katakana at the end."""
    pairs = []
    for word in words.split():
        cut = next(i for i, letter in enumerate(word) if "ァ" <= letter <= "ヶ")
        pairs.append((word[:cut], word[cut:]))
    return pairs


@cache
def surnames() -> list[tuple[str, str]]:
    """Written form and reading; the foreign ones are the last."""
    return _split(SURNAMES) + _split(FOREIGN_SURNAMES)


@cache
def _given_blocks() -> tuple[list[tuple[str, str]], list[tuple[int, int]]]:
    """All given names, and the span of each block: male and female by era, then foreign male and female."""
    names: list[tuple[str, str]] = []
    spans: list[tuple[int, int]] = []
    blocks = [(MALE, endings) for endings in MALE_ENDINGS] + [(FEMALE, endings) for endings in FEMALE_ENDINGS]
    for stems, endings in blocks:
        begin = len(names)
        names += [(a + b, x + y) for a, x in _split(stems) for b, y in _split(endings) if a != b]
        spans.append((begin, len(names)))
    for words in (FOREIGN_MALE, FOREIGN_FEMALE):
        begin = len(names)
        names += _split(words)
        spans.append((begin, len(names)))
    return names, spans


def given_names() -> list[tuple[str, str]]:
    """Written form and reading of every given name."""
    return _given_blocks()[0]


def draw_surnames(rng: np.random.Generator, foreign: npt.NDArray[np.bool_]) -> npt.NDArray[np.int32]:
    """A surname each: common ones more often, as in a telephone book."""
    native, all_names = len(_split(SURNAMES)), len(surnames())
    weights = 1 / np.arange(4, native + 4) ** 0.85
    chosen = rng.choice(native, size=len(foreign), p=weights / weights.sum())
    return np.where(foreign, rng.integers(native, all_names, len(foreign)), chosen).astype(np.int32)


def draw_given(
    rng: np.random.Generator, births: npt.ArrayLike, female: npt.NDArray[np.bool_], foreign: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int32]:
    """A given name each, of the fashion of the year of birth."""
    spans = np.array(_given_blocks()[1])
    era = np.searchsorted(ERAS, np.asarray(births), side="right")
    block = np.where(foreign, 6 + female, era + 3 * female)
    begin, end = spans[block, 0], spans[block, 1]
    chosen: npt.NDArray[np.int32] = (begin + (rng.random(len(begin)) ** 1.4 * (end - begin))).astype(np.int32)
    return chosen


@cache
def _narrow() -> dict[int, str]:
    """Full-width kana → half-width, from the compatibility forms of Unicode."""
    singles = [chr(code) for code in range(0xFF66, 0xFF9E)]
    table = {unicodedata.normalize("NFKC", letter): letter for letter in singles}
    for letter in singles:
        for mark in "ﾞﾟ":
            wide = unicodedata.normalize("NFKC", letter + mark)
            if len(wide) == 1:
                table.setdefault(wide, letter + mark)
    return {ord(wide): narrow for wide, narrow in {**table, "　": " "}.items()}


def half_width(kana: str) -> str:
    """ササキ　ショウタ → ｻｻｷ ｼｮｳﾀ"""
    return kana.translate(_narrow())


def compose(surname: npt.NDArray[np.int32], given: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Full names and half-width kana for pairs of indices; each pair is written once."""
    family, first = surnames(), given_names()
    pairs = surname.astype(np.int64) * len(first) + given
    unique, inverse = np.unique(pairs, return_inverse=True)
    written = [(family[p // len(first)], first[p % len(first)]) for p in unique.tolist()]
    names = np.array([f"{a[0]}　{b[0]}" for a, b in written], dtype=object)
    kana = np.array([half_width(f"{a[1]}　{b[1]}") for a, b in written], dtype=object)
    return names[inverse], kana[inverse]
