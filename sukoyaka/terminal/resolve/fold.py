"""Match keys: what two spellings of the same name, card or address have in common. Keys only: the raw text is never changed.

NFKC and even NFC turn name kanji into others, so a folded text is compared and thrown away, never shown or delivered.
Whole columns through their distinct values: half a million names take a fraction of a second.
"""

from collections.abc import Callable

import polars as pl

_HIRAGANA = {chr(code): chr(code + 0x60) for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_SMALL = dict(zip("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ", strict=True))
_SOUNDS = {"ヲ": "オ", "ヂ": "ジ", "ヅ": "ズ", "ヴ": "ブ"}
_VARIANTS = (  # today's form, then an older or handwritten one; mostly 戸籍法施行規則 別表第二 (old forms allowed in names)
    "亜亞 悪惡 為爲 栄榮 衛衞 円圓 縁緣 園薗 応應 桜櫻 奥奧 横橫 温溫 価價 壊壞 懐懷 楽樂 渇渴 巻卷 陥陷 "
    "寛寬 気氣 偽僞 戯戲 虚虛 峡峽 狭狹 暁曉 駆駈 勲勳 薫薰 恵惠 掲揭 鶏鷄 芸藝 撃擊 県縣 倹儉 剣劍 険險 "
    "圏圈 検檢 顕顯 験驗 厳嚴 広廣 恒恆 黄黃 国國 黒黑 砕碎 雑雜 児兒 湿濕 実實 寿壽 収收 従從 渋澁 獣獸 "
    "縦縱 緒緖 叙敍 将將 渉涉 焼燒 奨奬 条條 状狀 乗乘 浄淨 剰剩 畳疊 嬢孃 譲讓 醸釀 真眞 寝寢 慎愼 尽盡 "
    "粋粹 酔醉 穂穗 瀬瀨 斉齊 静靜 摂攝 専專 戦戰 繊纖 禅禪 壮壯 争爭 荘莊 捜搜 巣巢 装裝 騒騷 増增 蔵藏 "
    "臓臟 即卽 帯帶 滞滯 滝瀧 単單 団團 弾彈 昼晝 鋳鑄 庁廳 徴徵 聴聽 鎮鎭 転轉 伝傳 島嶋 島嶌 灯燈 盗盜 "
    "稲稻 徳德 拝拜 杯盃 売賣 髪髮 抜拔 晩晚 秘祕 富冨 払拂 仏佛 歩步 峰峯 翻飜 毎每 万萬 黙默 野埜 弥彌 "
    "薬藥 与與 揺搖 様樣 謡謠 来來 頼賴 覧覽 竜龍 涼凉 緑綠 涙淚 塁壘 礼禮 暦曆 歴歷 錬鍊 郎郞 録錄 高髙 "
    "崎﨑 辺邊 辺邉 斉齋 斉斎 沢澤 浜濱 関關 学學 会會 画畫 経經 継繼 権權 号號 台臺 対對 断斷 当當 党黨 "
    "読讀 宝寶 満滿 訳譯 予豫 両兩 労勞 桧檜 桑桒 柳栁 吉𠮷 土圡 館舘 船舩 藪薮 曽曾 塩鹽 鉄鐵 変變 豊豐 "
    "浅淺 霊靈 亀龜 体體 総總 双雙 蛍螢 "
)
_KANJI = {pair[1]: pair[0] for pair in _VARIANTS.split()}
_DIGITS = "〇一二三四五六七八九"
_DROPPED = " \u3000・-‐–—−ー－ｰ'’.,、，．"
_WORDS = {"丁目": "-", "番地の": "-", "番地": "-", "番": "-", "号室": "-", "号": "-"}

Fold = Callable[[pl.Expr], pl.Expr]


def _chome() -> dict[str, str]:
    """三丁目 → 3丁目, 十二丁目 → 12丁目; the longest spelling is tried first."""
    written: dict[str, str] = {}
    for number in range(1, 100):
        tens, ones = divmod(number, 10)
        ten = ("" if tens < 2 else _DIGITS[tens]) + "十" if tens else ""
        written[f"{ten}{_DIGITS[ones] if ones else ''}丁目"] = f"{number}丁目"
        if tens == 1:
            written[f"一{ten}{_DIGITS[ones] if ones else ''}丁目"] = f"{number}丁目"
    return dict(sorted(written.items(), key=lambda pair: -len(pair[0])))


def kana(text: pl.Expr) -> pl.Expr:
    """ｼﾖｳﾀ, ショウタ and しょうた are one key."""
    full = _drop(text.str.normalize("NFKC").str.replace_many(_HIRAGANA).str.replace_many(_SMALL))
    # A small kana made large may now join a voicing mark that stood behind it.
    return _drop(full.str.normalize("NFKC").str.replace_many(_SOUNDS)).str.to_uppercase()


def kanji(text: pl.Expr) -> pl.Expr:
    """髙﨑 and 高崎 are one key."""
    return _drop(text.str.replace_many(_KANJI).str.normalize("NFKC").str.replace_many(_KANJI)).str.to_uppercase()


def card(text: pl.Expr) -> pl.Expr:
    """Full-width, padded and hyphenated numbers of insurance cards are one key."""
    return _drop(text.str.normalize("NFKC")).str.strip_chars_start("0").str.to_uppercase()


def address(text: pl.Expr) -> pl.Expr:
    """３丁目１２番地５, 3-12-5 and 三丁目12番5号 are nearly one key; what differs more stays two dwellings."""
    plain = text.str.normalize("NFKC").str.replace_many(_chome(), leftmost=True).str.replace_many(_WORDS, leftmost=True)
    hyphens = plain.str.replace_many(["−", "ー", "〜"], ["-", "-", "~"]).str.replace_all(" ", "", literal=True)
    return hyphens.str.replace_all(r"-*\|-*", "|").str.strip_chars("-")


def _drop(text: pl.Expr) -> pl.Expr:
    return text.str.replace_many(list(_DROPPED), [""] * len(_DROPPED))


def _over(column: pl.Series, fold: Fold) -> pl.Series:
    """Keys of a column, in its order and under its name; null and blank have none."""
    distinct = pl.DataFrame({"text": column.drop_nulls().unique()}).with_columns(made=fold(pl.col("text")))
    table = distinct.with_columns(made=pl.when(pl.col("made") != "").then("made"))
    return column.rename("text").to_frame().join(table, on="text", how="left", maintain_order="left")["made"].alias(column.name)


def fold_kana(column: pl.Series) -> pl.Series:
    """Keys of a kana column."""
    return _over(column, kana)


def fold_kanji(column: pl.Series) -> pl.Series:
    """Keys of a name column."""
    return _over(column, kanji)


def fold_card(column: pl.Series) -> pl.Series:
    """Keys of a column of an insurance card."""
    return _over(column, card)


def fold_address(column: pl.Series) -> pl.Series:
    """Keys of addresses; the parts are separated by "|"."""
    return _over(column, address)
