"""The end of a log says why a service ended, in the words of the service, without its stack traces."""

from local_clouds.service_logs import end_of_log

PYTHON = """\
Traceback (most recent call last):
  File "journal.py", line 68, in load
    records.append(json.loads(line))
                   ^^^^^^^^^^^^^^^^
ValueError: Expecting value

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "journal.py", line 70, in load
    raise ValueError(f"not a record")
ValueError: journal.jsonl:1: not a record
"""
GO = """\
{"level":"panic","msg":"failed to create a WAL","error":"no space left on device"}
panic: failed to create a WAL

goroutine 1 [running]:
go.uber.org/zap/zapcore.CheckWriteAction.OnWrite(0x2)
\tgo.uber.org/zap@v1.27.0/zapcore/entry.go:196 +0x54
main.main()
\tgo.etcd.io/etcd/server/v3@v3.6.7/main.go:31 +0x28
"""


def test_a_python_trace_leaves_what_was_raised(tmp_path):
    log = tmp_path / "log"
    log.write_text("starting\n" + PYTHON)
    assert end_of_log(log).splitlines() == [
        "  starting",
        "  ValueError: Expecting value",
        "  ValueError: journal.jsonl:1: not a record",
    ]


def test_a_go_trace_leaves_the_panic(tmp_path):
    log = tmp_path / "log"
    log.write_text(GO + "\nafter\n")
    assert end_of_log(log).splitlines() == [f"  {line}" for line in [*GO.splitlines()[:2], "after"]]


def test_only_the_run_that_failed_speaks(tmp_path):
    log = tmp_path / "log"
    log.write_text("of an older run\n")
    start = log.stat().st_size
    with log.open("a") as file:
        file.write("of this run\n" + "x" * 5000 + "\n")
    first, second = end_of_log(log, start).splitlines()
    assert first == "  of this run"
    assert len(second) == 402


def test_a_log_that_is_not_there_says_nothing(tmp_path):
    assert end_of_log(tmp_path / "none") == ""
