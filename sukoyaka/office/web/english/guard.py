"""The English words of the second factor."""

WORDS = {
    "確認コード": "Code",
    "認証アプリの登録": "Set up your authenticator",
    "認証アプリで次の図を読み取るか、鍵を手で入力し、表示された6桁のコードを入れてください。": (
        "Scan this picture with your authenticator or type the key, then enter the six digits it shows."
    ),
    "認証アプリに登録するための図（QRコード）": "Picture for your authenticator (QR code)",
    "鍵": "Key",
    "認証アプリに表示されている6桁のコードを入れてください。端末を失くした場合は、回復コードを入れてください。": (
        "Enter the six digits of your authenticator. If you lost the device, enter a recovery code."
    ),
    "確認する": "Confirm",
    "確認コードが違います。新しいコードを入力してください": "That code is not right. Enter a new one",
    "回復コード": "Recovery codes",
    "端末を失くしたときに、確認コードの代わりに1回ずつ使えます。": "Each works once instead of a code if you lose the device. ",
    "この画面を閉じると、二度と表示されません。印刷するか書き写し、鍵のかかる所に保管してください。": (
        "They are shown only now: print or copy them and lock them away."
    ),
    "保管した。始める": "They are safe. Begin",
    "第2要素の登録": "Second factor set up",
    "第2要素の取り消し": "Second factor forgotten",
    "まもなく画面を閉じます": "This screen will lock soon",
    "操作がないまま2分たつと、画面を隠してログアウトします。書きかけの内容は残ります。": (
        "After two more minutes without activity the screen is covered and you are logged out. What you are writing stays."
    ),
    "画面を隠しました": "The screen is covered",
    "15分のあいだ操作がなかったため、ログアウトしました。書きかけの内容は、この下に残っています。": (
        "You were logged out after 15 minutes without activity. What you were writing is still underneath."
    ),
    "ログインし直す（別の画面）": "Log in again (another tab)",
    "ログインしたので、画面に戻る": "I am logged in: back to the screen",
    "まだログインしていません。": "You are not logged in yet.",
    "体験用": "For trying out",
    "架空の人の体験用の利用者があり、確認コードなしでログインできます。実在の人の情報を扱う前に取り除いてください。": (
        "Accounts for trying out with invented people log in without a code. Remove them before real people's data arrives."
    ),
}
