"""A code of the second factor once more, before a name shows: an unlocked screen alone must not open the vault.

Reads the code from the form that asks for the name. A wrong one counts as a wrong password does.
"""

from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.purposes import CODE_LASTS
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions import second_factor
from sukoyaka.office.web.actions.log_in import CODE_GIVEN, WRONG_CODE, finish, refused_code
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.page import OfficeRequest

ENTER = "認証アプリの6桁のコードを入れてください"


def due(request: OfficeRequest) -> bool:
    """Whether the last code of this session is too old for a name to show; never for accounts of a demonstration."""
    age = clock.now().timestamp() - request.session.get(CODE_GIVEN, 0)
    return not request.user.without_second_factor and age > CODE_LASTS.total_seconds()


def confirm_again(request: OfficeRequest) -> None:
    """Takes the code of the form, if one is due. Raises `Refused` without a right one."""
    if not due(request):
        return
    code = request.POST.get("code", "").strip()
    if not code:
        raise Refused("確認コードを入れてから時間がたちました", f"{CODE_LASTS.seconds // 60}分以内に入れた確認コード", ENTER)
    wait = refused_code(request, request.user)
    if wait or not second_factor.check(request.user, code):
        if not wait:
            finish(request, request.user, WRONG_CODE)
        raise Refused((wait or WRONG_CODE).partition("。")[0], "認証アプリのいまのコードか、使っていない回復コード", ENTER)
    request.session[CODE_GIVEN] = clock.now().timestamp()
    record(request, Action.CONFIRM, "session")
