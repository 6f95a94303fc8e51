"""The addresses of the office. Every name here has a row in `doors.DOORS`, or it opens to nobody."""

from django.urls import path, register_converter

from sukoyaka.office.web.views import (
    assessments,
    assign,
    audit,
    child,
    chronology,
    data_desk,
    desk,
    home,
    language,
    meetings,
    minutes,
    packets,
    password,
    plan,
    referrals,
    second_factor,
    session,
    sources,
    tasks,
    verdicts,
    worklist,
)


class CaseConverter:
    """32 hex digits."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class TierConverter:
    """The name of a list."""

    regex = "support-needed|at-risk"

    def to_python(self, value: str) -> str:
        """As the records write it."""
        return value.replace("-", "_")

    def to_url(self, value: str) -> str:
        """As an address writes it."""
        return value.replace("_", "-")


register_converter(CaseConverter, "case")
register_converter(TierConverter, "tier")

handler500 = "sukoyaka.office.web.views.trouble.broken"

urlpatterns = [
    path("", home.home, name="home"),
    path("login/", session.log_in_screen, name="login"),
    path("login/code/", second_factor.code_screen, name="second-factor"),
    path("logout/", session.log_out, name="logout"),
    path("alive/", session.alive, name="alive"),
    path("password/", password.password, name="password"),
    path("language/", language.choose, name="language"),
    path("worklist/<tier:tier>/", worklist.worklist, name="worklist"),
    path("children/<case:case>/", child.child, name="child"),
    path("children/<case:case>/reveal/", child.reveal_name, name="reveal"),
    path("children/<case:case>/mask/", child.mask_name, name="mask"),
    path("children/<case:case>/move/", child.move, name="move"),
    path("children/<case:case>/chronology/", chronology.chronology_screen, name="chronology"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/new/", referrals.new, name="referral-new"),
    path("referrals/open/", referrals.open_one, name="referral-open"),
    path("children/<case:case>/join/", referrals.join_screen, name="join"),
    path("children/<case:case>/part/", referrals.part_two, name="part"),
    path("desk/", desk.desk, name="desk"),
    path("desk/districts/", desk.districts, name="districts"),
    path("sources/", sources.sources, name="sources"),
    path("audit/", audit.audit, name="audit"),
    path("audit/children/<case:case>/", audit.access_log, name="access-log"),
    # plan, follow-up, feedback
    path("tasks/", tasks.tasks, name="tasks"),
    path("worklist/<tier:tier>/assign/", assign.assign, name="assign"),
    path("worklist/<tier:tier>/views/save/", assign.save, name="view-save"),
    path("worklist/<tier:tier>/views/drop/", assign.drop, name="view-drop"),
    path("children/<case:case>/plan/", plan.plan, name="plan"),
    path("children/<case:case>/plan/<slug:verb>/", plan.write, name="plan-write"),
    path("children/<case:case>/alerts/<int:number>/", plan.acknowledge_alert, name="alert-acknowledge"),
    path("children/<case:case>/data-error/", data_desk.report, name="data-error"),
    path("children/<case:case>/wish/", data_desk.wish_for, name="wish"),
    path("data-errors/", data_desk.desk, name="data-errors"),
    path("data-errors/<int:number>/", data_desk.answer, name="data-error-answer"),
    path("wishes/", data_desk.wishes, name="wishes"),
    # assessment
    path("children/<case:case>/verdict/", verdicts.verdict, name="verdict"),
    path("children/<case:case>/assessments/", assessments.open_sheet, name="assessment-open"),
    path("children/<case:case>/assessments/<int:number>/", assessments.assessment, name="assessment"),
    path("children/<case:case>/assessments/<int:number>/move/", assessments.move, name="assessment-move"),
    path("children/<case:case>/assessments/<int:number>/second/", assessments.second_read, name="assessment-second"),
    path("children/<case:case>/assessments/<int:number>/add/", assessments.add, name="assessment-add"),
    # meeting
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.new, name="meeting-new"),
    path("meetings/<int:meeting>/", meetings.meeting, name="meeting"),
    path("meetings/<int:meeting>/agenda/", meetings.arrange, name="meeting-agenda"),
    path("meetings/<int:meeting>/members/", meetings.members, name="meeting-members"),
    path("meetings/<int:meeting>/attendance/", meetings.attendance, name="meeting-attendance"),
    path("meetings/<int:meeting>/move/", meetings.move, name="meeting-move"),
    path("meetings/<int:meeting>/children/<case:case>/", minutes.child, name="meeting-child"),
    path("meetings/<int:meeting>/minutes/", minutes.document, name="meeting-minutes"),
    path("meetings/<int:meeting>/add/", minutes.add, name="meeting-add"),
    # packets
    path("packets/", packets.register, name="packets"),
    path("meetings/<int:meeting>/packets/", packets.order, name="packet-order"),
    path("meetings/<int:meeting>/packets/named/", packets.named, name="packet-named"),
    path("meetings/<int:meeting>/packets/<int:copy>/", packets.copy, name="packet-copy"),
    path("meetings/<int:meeting>/packets/<int:copy>/back/", packets.back, name="packet-back"),
]
