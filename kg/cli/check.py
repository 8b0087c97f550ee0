"""`kg check`: read drafts, tell which links between concepts hold."""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.context import Context, style
from kg.errors import ExitStatus, SourceError

if TYPE_CHECKING:
    from kg.check import Checker, Report, Settings

_COLOURS: dict[str, dict[str, Any]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "info": {"fg": "blue", "bold": True},
    "quiet": {"dim": True},
}


@click.command()
@click.argument("files", nargs=-1, metavar="FILE… | -")
@click.option("--claim", metavar="TEXT", help="Check this one sentence.")
@click.option(
    "--format", "form", type=click.Choice(["full", "concise", "json", "sarif", "github"]), default="full", help="How the findings are told."
)
@click.option(
    "--annotate", type=click.Choice(["html", "markdown"]), help="Write the draft itself with its claims marked, instead of findings."
)
@click.option("--as", "kind", type=click.Choice(["txt", "md", "html", "docx"]), help="Read the input as this, whatever its name.")
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "info", "never"]), help="The least level that gives exit status 1 (error)."
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--select", metavar="CODES", help="Tell only these codes (KG2,KG103).")
@click.option("--ignore", metavar="CODES", help="Do not tell these codes.")
@click.option("--no-terms", is_flag=True, help="No advice on terms.")
@click.option("--not-read", is_flag=True, help="Tell also the sentences in which no claim could be read.")
@click.option("--baseline", type=click.Path(dir_okay=False, path_type=Path), help="Hold back the findings in this file.")
@click.option(
    "--write-baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the findings to this file, to be held back from now on.",
)
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Read settings from this file; else kg.toml or [tool.kg] of pyproject.toml.",
)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file instead of printing.")
@click.option("--explain", metavar="CODE", help="Tell what a code means, and stop.")
@click.pass_obj
def check(context: Context, /, files: tuple[str, ...], **options: Any) -> int:
    """Check drafts (txt, md, html, docx): does what is said of concepts hold, and who says so?

    \b
    Examples:
      kg check draft.md
      kg check --claim "blood stasis causes dull pain"
      kg check --annotate html draft.md -o draft.html
      cat draft.txt | kg check -

    Exit status: 0 nothing found, 1 contradictions (see --fail-on), 2 unreadable input. “Not in the graph” is no error, and
    no findings does not mean that all is true: the last line tells how much was read.
    """
    if options["explain"]:
        return _explain(options["explain"])
    claim = options["claim"]
    if not files and claim is None:
        raise click.UsageError("name a file, - for standard input, or --claim TEXT")
    settings = _settings(options)
    report, status = _checked(context, files, claim, settings, options["kind"])
    _baseline(report, options)
    _write(_rendered(report, options["form"], options["annotate"]), options["output"])
    return _status(report, settings, status, options["exit_zero"])


def _explain(code: str) -> int:
    from kg.check.finding import CODES

    told = CODES.get(code.upper())
    if told is None:
        raise click.UsageError(f"no code “{code}”; there are {', '.join(CODES)}")
    click.echo(f"{told.code} {told.name} ({told.level}): {told.meaning}")
    return ExitStatus.CLEAN


def _settings(options: dict[str, Any]) -> Settings:
    from dataclasses import replace

    from kg.check import Settings, settings_from

    path, table = _configuration(options["config"])
    settings = settings_from(table, str(path)) if table else Settings()
    changes: dict[str, Any] = {}
    for name in ("select", "ignore"):
        if options[name]:
            codes = [c.strip().upper() for c in options[name].split(",") if c.strip()]
            changes[name] = getattr(settings_from({name: codes}, f"--{name}"), name)
    if options["fail_on"]:
        changes["fail_on"] = options["fail_on"]
    if options["no_terms"]:
        changes["terms"] = False
    if options["not_read"]:
        changes["not_read"] = True
    return replace(settings, **changes)


def _configuration(given: Path | None) -> tuple[Path, dict[str, Any]]:
    """The table of settings: of the file given, else of kg.toml or pyproject.toml here or above."""
    if given is not None:
        table = _toml(given)
        return given, table.get("tool", {}).get("kg", table) if given.name == "pyproject.toml" else table
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "kg.toml").is_file():
            return folder / "kg.toml", _toml(folder / "kg.toml")
        if (folder / "pyproject.toml").is_file():
            table = _toml(folder / "pyproject.toml").get("tool", {}).get("kg")
            if table is not None:
                return folder / "pyproject.toml", table
    return here, {}


def _toml(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(path, f"cannot be read as TOML: {error}") from None


def _checked(
    context: Context, files: tuple[str, ...], claim: str | None, settings: Settings, kind: str | None
) -> tuple[Report, ExitStatus]:
    from kg.check import Checker, Report
    from kg.knowledge import knowledge_of

    checker = Checker(knowledge_of(context.graph.engine), settings)
    gc.freeze()
    report, status = Report(), ExitStatus.CLEAN
    if claim is not None:
        report.add(checker.check_claim(claim))
    progress = _Progress(len(files))
    for name in files:
        if name != "-" and settings.passes_over(name):
            continue
        progress(name)
        try:
            report.add(_file(checker, name, kind))
        except SourceError as error:
            progress.done()
            click.echo(f"kg: {error.message}", err=True)
            status = ExitStatus.USAGE
    progress.done()
    return report, status


def _file(checker: Checker, name: str, kind: str | None) -> Report:
    if name == "-":
        return checker.check_bytes("<stdin>", sys.stdin.buffer.read(), kind or "md")
    from kg.check.readers import MAX_BYTES

    path = Path(name)
    try:
        if path.is_dir():
            raise SourceError(name, "a folder; name files")
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise SourceError(name, f"cannot be read: {error.strerror or error}") from None
    if size > MAX_BYTES:
        raise SourceError(name, f"it has {size / 1e6:.0f} MB; at most {MAX_BYTES // (1 << 20)} MB are read at once: split it")
    return checker.check_bytes(name, data, kind or "")


class _Progress:
    """Which of many files is being read, on standard error, once it has taken a moment."""

    def __init__(self, total: int) -> None:
        self.total, self.number, self.begun, self.shown = total, 0, time.monotonic(), False
        self.live = sys.stderr.isatty()

    def __call__(self, name: str) -> None:
        self.number += 1
        if self.live and (self.total > 1 or (name != "-" and _large(name))) and (time.monotonic() - self.begun > 0.5 or _large(name)):
            click.echo(f"\r\033[Kchecking {self.number} of {self.total}: {Path(name).name[:60]}", err=True, nl=False)
            self.shown = True

    def done(self) -> None:
        if self.shown:
            click.echo("\r\033[K", err=True, nl=False)
            self.shown = False


def _large(name: str) -> bool:
    try:
        return Path(name).stat().st_size > 300_000
    except OSError:
        return False


def _baseline(report: Report, options: dict[str, Any]) -> None:
    from kg.check.baseline import apply_baseline, render_baseline

    if options["write_baseline"] is not None:
        _write(render_baseline(report).rstrip("\n"), options["write_baseline"])
    if (path := options["baseline"]) is not None:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError(path, f"cannot be read: {error}") from None
        apply_baseline(report, text, str(path))


def _rendered(report: Report, form: str, annotate: str | None) -> str:
    from kg.check.report import ANNOTATED, REPORTERS, render_full

    if annotate:
        pages = [ANNOTATED[annotate]([c for c in report.claims if c.file == name], text) for name, text in report.texts.items()]
        return _page(pages) if annotate == "html" else "\n".join(pages).rstrip("\n")
    if form == "full":
        return render_full(report, lambda text, role: style(text, **_COLOURS.get(role, {})))
    return REPORTERS[form](report)


def _page(parts: list[str]) -> str:
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Checked draft</title>'
    return head + '<body style="margin:0">' + "\n".join(parts) + "</body></html>"


def _write(text: str, path: Path | None) -> None:
    if path is None:
        click.echo(text)
        return
    from kg.replacing import replacing

    try:
        with replacing(path) as file:
            file.write(f"{text}\n".encode())
    except OSError as error:
        raise SourceError(path, f"cannot be written: {error.strerror or error}") from None


def _status(report: Report, settings: Settings, status: ExitStatus, exit_zero: bool) -> ExitStatus:
    from kg.check.finding import LEVELS

    if status is not ExitStatus.CLEAN:
        return status
    counted = LEVELS[: LEVELS.index(settings.fail_on) + 1] if settings.fail_on != "never" else ()
    failing = any(f.level in counted for f in report.findings)
    return ExitStatus.FINDINGS if failing and not exit_zero else ExitStatus.CLEAN
