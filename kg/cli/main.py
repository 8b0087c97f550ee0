"""The command `kg`: its options, the table of its commands, and how errors end it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from kg.cli.context import Context, print_json
from kg.errors import ExitStatus, KgError, Misuse, clipped

INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells have it."""

COMMANDS = {
    "find": "find",
    "show": "show",
    "path": "path",
    "compare": "compare",
    "differentiate": "differentiate",
    "query": "query",
    "queries": "query",
    "explore": "explore",
    "check": "check",
    "serve": "serve",
    "export": "export",
    "compile": "compile",
    "validate": "validate",
    "info": "info",
    "completion": "completion",
}
"""Each command and the module of this package that holds it; the module is imported when the command is called."""


class Commands(click.Group):
    """A group whose commands are imported only when they are called or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with a name, its module imported now; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"kg.cli.{COMMANDS[cmd_name]}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; UsageError with the nearest names where there is none."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, 3, 0.5)
            raise click.UsageError(
                f"no command “{args[0]}”" + (f"; did you mean {', '.join(near)}?" if near else "; see kg --help")
            ) from None


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from kg.cli.info import version_line

        click.echo(version_line())
        ctx.exit()


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--graph", metavar="PATH|URL", help="Ask this RDF file or folder, compiled folder or SPARQL endpoint instead of the built-in graph."
)
@click.option("--with", "on_top", metavar="PATH", help="Ask the built-in graph with this RDF file or folder on top.")
@click.option("--version", is_flag=True, callback=_version, expose_value=False, is_eager=True, help="Print the versions of code and data.")
@click.pass_context
def cli(ctx: click.Context, graph: str | None, on_top: str | None) -> None:
    """A knowledge graph of traditional Chinese medicine, every statement with its source.

    \b
    Examples:
      kg show "qi stagnation"
      kg path cold "back pain"
      kg query what-treats --param condition="back pain"

    It records what sources say; it is not medical advice.
    """
    if graph is not None and on_top is not None:
        raise click.UsageError("--graph and --with exclude one another: the first asks a graph alone, the second adds to the built-in one")
    ctx.obj = Context(graph if graph is not None else on_top, with_built_in=on_top is not None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status (0 clean, 1 findings, 2 used wrongly or unreadable input, 3 could not run)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = cli.main(args=given, prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
        return int(status) if isinstance(status, int) else ExitStatus.CLEAN
    except KgError as error:
        return _told(error, given)
    except click.ClickException as error:
        if not _wants_json(given):
            error.show()
            return ExitStatus.USAGE
        return _told(Misuse(error.format_message()), given)
    except (click.Abort, KeyboardInterrupt):
        click.echo("kg: interrupted", err=True)
        return INTERRUPTED
    except SystemExit as left:
        return _left(left)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitStatus.CLEAN
    except OSError as error:
        return _told(KgError(f"{error.strerror or error}" + (f": {clipped(str(error.filename))}" if error.filename else "")), given)
    except Exception as error:  # a fault of ours is told in a line too; KG_DEBUG shows where it is
        if os.environ.get("KG_DEBUG"):
            raise
        return _told(KgError(f"a fault of this program ({type(error).__name__}: {error}); KG_DEBUG=1 shows where"), given)


def _left(left: SystemExit) -> int:
    """The status with which click ends the process itself: after telling a shell its completions, or on a closed pipe."""
    closed = type(sys.stdout).__name__ == "PacifyFlushWrapper"
    return ExitStatus.CLEAN if closed or not isinstance(left.code, int) else left.code


def _wants_json(arguments: Sequence[str]) -> bool:
    return any(a == "--format=json" or (a == "--format" and b == "json") for a, b in zip(arguments, [*arguments[1:], ""], strict=True))


def _told(error: KgError, arguments: Sequence[str]) -> int:
    if _wants_json(arguments):
        print_json({"error": error.as_json()})
    else:
        from kg.cli.text import clean

        click.echo(f"kg: {clean(error.message)}", err=True)
    return error.exit_status


def run() -> None:
    """The console script's entry: run, and leave with the exit status, at once where a thread may still be busy."""
    sys.stdout, sys.stderr = (stream or open(os.devnull, "w", encoding="utf-8") for stream in (sys.stdout, sys.stderr))  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    status = main()
    if status == INTERRUPTED:
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)
