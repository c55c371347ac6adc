"""How much a Django project writes for practice, counted in the example."""

from pathlib import Path

from tests.support.code_lines import code_lines

HERE = Path(__file__).parents[2] / "examples" / "lms_django"
MOST = 60


def test_practice_takes_at_most_sixty_lines_of_the_host_s() -> None:
    """Session, submit, dashboard, reminders and erasing: the bridge, the command, the settings and the address."""
    bridge = code_lines(HERE / "practice.py", without=("assign",))
    command = code_lines(HERE / "management" / "commands" / "remind.py")
    settings = code_lines(HERE / "settings.py", only=("REINFORCE",)) + 1  # and the app's name
    address = sum("reinforce" in line for line in (HERE / "urls.py").read_text(encoding="utf-8").splitlines())
    total = bridge + command + settings + address
    assert (address, total <= MOST) == (1, True), (bridge, command, settings)
    for page in (HERE / "README.md", HERE.parents[1] / "docs" / "how-to" / "django.md"):
        assert f"is {total} lines" in page.read_text(encoding="utf-8")
