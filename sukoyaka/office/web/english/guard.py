"""The English words of the second factor."""

WORDS = {
    "パスワードを変える": "Change the password",
    "パスワードを決める": "Set your password",
    "パスワードを変更しました": "The password was changed",
    "初めてのログインです。自分だけが知るパスワードを決めてください。それまで、ほかの画面は開きません。": (
        "This is your first login. Set a password that nobody else knows; no other screen opens before."
    ),
    "ほかの端末でログイン中の画面は、変更すると閉じます。": "Your sessions on other machines end with the change.",
    "いまのパスワード": "Password now",
    "新しいパスワード": "New password",
    "新しいパスワード（もう一度）": "New password (again)",
    "12文字以上。よく使われるもの、数字だけのもの、利用者名や氏名に似たものは使えません。": (
        "12 characters or more. Not a common one, not digits alone, not like your user name or name."
    ),
    "決める": "Set",
    "いまのパスワードが違います": "The password now is wrong",
    "新しいパスワードが一致しません": "The two new passwords differ",
    "いまと同じパスワードです": "That is the password you have",
    "パスワードが短すぎます": "The password is too short",
    "よく使われているパスワードです": "The password is a common one",
    "数字だけのパスワードです": "The password is digits alone",
    "利用者名や氏名に似ています": "It is like your user name or name",
    "このパスワードは使えません": "This password cannot be used",
    "ほかで使っていない、12文字以上のものにしてください": "Choose one of 12 characters or more that you use nowhere else",
    "初めのパスワードの期限が切れました。発行し直してもらってください": "The initial password is over; ask for a new one",
    "利用者の変更": "Account changed",
    "パスワードの変更": "Password changed",
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
    "確認コードの再入力": "Code given again",
    "確認コードを入れてから時間がたちました": "Your last code was given some time ago",
    "確認コードが違います": "That code is not right",
    "認証アプリの6桁のコードを入れてください": "Enter the six digits of your authenticator",
    "15分以内に入れた確認コード": "a code given within 15 minutes",
    "認証アプリのいまのコードか、使っていない回復コード": "the authenticator's code of now, or an unused recovery code",
    "前に入れてから時間がたったため、氏名を表示する前にもう一度確かめます。": "It is some time since the last one. ",
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
    "続ける": "Continue",
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
