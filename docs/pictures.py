"""Draw the pictures of the installation page: how a terminal is opened on each system, and what it shows.

python docs/pictures.py            (writes docs/pictures/*.svg)
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).with_name("pictures")
WIDTH, LINE, LEFT = 720, 22, 24


class System(NamedTuple):
    """An operating system as somebody sees it who opens a terminal there.

    Attributes:
        name: Its name.
        keys: The keys that open its search.
        program: What is typed into the search.
        prompt: What stands before the line that is pasted.
        line: The line.
        back: The color behind the text of its terminal.
        fore: The color of that text.
        buttons: The buttons of a window, in colors; none for a bare frame.
    """

    name: str
    keys: str
    program: str
    prompt: str
    line: str
    back: str
    fore: str
    buttons: tuple[str, ...]


UNIX_LINE = (
    "curl -LsSf https://astral.sh/uv/install.sh | sh"
    " && ~/.local/bin/uv tool install 'ethics-audit[cli,encryption]' && ~/.local/bin/ethics-audit"
)
WINDOWS_LINE = (
    'powershell -ExecutionPolicy ByPass -c "irm https://astral.sh/uv/install.ps1 | iex";'
    " & \"$HOME\\.local\\bin\\uv.exe\" tool install 'ethics-audit[cli,encryption]';"
    ' & "$HOME\\.local\\bin\\ethics-audit.exe"'
)
LIGHTS = ("#ff5f57", "#febc2e", "#28c840")
SYSTEMS = {
    "macos": System("macOS", "⌘ + Space", "Terminal", "%", UNIX_LINE, "#ffffff", "#1d1d1f", LIGHTS),
    "windows": System(
        "Windows", "Windows key", "PowerShell", "PS C:\\Users\\you>", WINDOWS_LINE, "#0c2a4d", "#f2f2f2", ()
    ),
    "linux": System("Linux", "Super key", "Terminal", "$", UNIX_LINE, "#241f31", "#f6f5f4", ()),
}
ENDING = ("Installed 1 executable: ethics-audit", "The form is open in your browser. Keep this window open.")


def search(system: System) -> str:
    """Draw the search field with the name of the program in it."""
    shapes = [
        f'<rect x="1" y="1" width="{WIDTH - 2}" height="150" rx="10" fill="#f4f4f6" stroke="#8a8a8e"/>',
        _key(system.keys),
        '<rect x="230" y="45" width="460" height="60" rx="14" fill="#ffffff" stroke="#8a8a8e"/>',
        '<circle cx="262" cy="72" r="9" fill="none" stroke="#555555" stroke-width="3"/>',
        '<path d="M269 79l8 8" stroke="#555555" stroke-width="3"/>',
        f'<text x="296" y="82" font-family="sans-serif" font-size="24" fill="#1d1d1f">{system.program}</text>',
    ]
    return _svg(152, f"The search of {system.name}, in which {system.program} is typed", shapes)


def _key(keys: str) -> str:
    return '<rect x="30" y="50" width="170" height="50" rx="8" fill="#ffffff" stroke="#555555"/>' + _middle(
        115, 81, 18, keys
    )


def _middle(x: int, y: int, size: int, text: str) -> str:
    style = f'font-family="sans-serif" font-size="{size}" text-anchor="middle" fill="#1d1d1f"'
    return f'<text x="{x}" y="{y}" {style}>{text}</text>'


def terminal(system: System) -> str:
    """Draw the terminal after the line was pasted."""
    lines = [*_broken(f"{system.prompt} {system.line}"), "", *ENDING]
    height = 44 + LINE * len(lines) + 16
    shapes = [
        f'<rect x="1" y="1" width="{WIDTH - 2}" height="{height - 2}" rx="10" fill="{system.back}" stroke="#8a8a8e"/>',
        f'<path d="M1 34V11a10 10 0 0 1 10-10H{WIDTH - 11}a10 10 0 0 1 10 10V34z" fill="#d9d9de"/>',
        *(f'<circle cx="{22 + 22 * at}" cy="17" r="7" fill="{color}"/>' for at, color in enumerate(system.buttons)),
        _middle(WIDTH // 2, 23, 15, system.program),
        *(
            f'<text x="{LEFT}" y="{58 + LINE * at}" font-family="monospace" font-size="15" fill="{system.fore}"'
            f' xml:space="preserve">{escape(line)}</text>'
            for at, line in enumerate(lines)
        ),
    ]
    return _svg(height, f"{system.program} on {system.name} after the line was pasted", shapes)


def _broken(text: str, most: int = 72) -> list[str]:
    """Break a line as a terminal does, wherever its width ends."""
    return [text[start : start + most] for start in range(0, len(text), most)]


def _svg(height: int, title: str, shapes: list[str]) -> str:
    inside = "\n".join(shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">\n'
        f"<title>{escape(title)}</title>\n{inside}\n</svg>\n"
    )


def pictures() -> dict[str, str]:
    """Return every picture under the name of its file."""
    drawn = {"search": search, "terminal": terminal}
    return {f"{id}-{name}.svg": draw(system) for id, system in SYSTEMS.items() for name, draw in drawn.items()}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, picture in pictures().items():
        (FOLDER / name).write_text(picture, "utf-8")
