"""What goes wrong around a service: dead workers, clients that hang up or dawdle, many requests. It stays up and true."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import threading
import time
from pathlib import Path

import pytest

from tests.server.service import Service, serving
from tests.server.test_endpoint import SLOW, get

REQUESTS = int(os.environ.get("KG_FAULT_REQUESTS", "1500"))


@pytest.fixture
def own(graph_folder):
    with serving(graph_folder, deadline=2.0, header_seconds=1.0, body_seconds=1.0) as running:
        yield running


def _until(true, seconds: float = 20.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return False


def _grandchildren(service: Service) -> list[int]:
    found = []
    for nursery in service.workers():
        found += [int(pid) for pid in Path(f"/proc/{nursery}/task/{nursery}/children").read_text().split()]
    return found


def _warm(service: Service) -> None:
    assert _until(lambda: (told := service.get("/health").json)["in_memory"] and told["workers"] == 3 and len(service.workers()) == 1, 60)


def test_killed_workers_cost_no_answer(own: Service) -> None:
    _warm(own)
    stop = threading.Event()
    wrong: list[object] = []

    def client(number: int) -> None:
        n = 0
        while not stop.is_set():
            reply = own.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ ?s a ?kind }} #{number} {n}")
            n += 1
            if reply.status != 200 or reply.json["results"]["bindings"][0]["n"]["value"] != expected:
                wrong.append((reply.status, reply.body[:200]))

    expected = own.query("SELECT (COUNT(*) AS ?n) WHERE { ?s a ?kind }").json["results"]["bindings"][0]["n"]["value"]
    threads = [threading.Thread(target=client, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        time.sleep(0.3)
        for pid in _grandchildren(own)[:1]:
            os.kill(pid, signal.SIGKILL)
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert _until(lambda: own.get("/health").json["workers"] == 3)


def test_a_dead_nursery_is_replaced(own: Service) -> None:
    _warm(own)
    os.kill(own.workers()[0], signal.SIGKILL)
    for pid in list(_grandchildren(own)):
        os.kill(pid, signal.SIGKILL)
    assert _until(lambda: own.query("ASK {}").status == 200)
    assert own.query(SLOW).status == 503
    assert _until(lambda: own.get("/health").json["workers"] == 3, 40)


def test_a_client_that_hangs_up_frees_its_worker(own: Service) -> None:
    _warm(own)
    for number in range(4):
        connection = http.client.HTTPConnection("127.0.0.1", own.port, timeout=5)
        connection.request("GET", get(SLOW + f" #{number}").replace(" ", "%20"))
        time.sleep(0.4)
        connection.close()
    begun = time.monotonic()
    assert own.query("ASK {}").status == 200
    assert time.monotonic() - begun < 1.5


def test_hostile_queries_from_one_side_do_not_shut_out_another(own: Service) -> None:
    _warm(own)
    threads = [threading.Thread(target=own.query, args=(SLOW + f" #{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    connection = http.client.HTTPConnection("127.0.0.1", own.port, timeout=10, source_address=("127.0.0.2", 0))
    begun = time.monotonic()
    connection.request("GET", get("ASK {}").replace(" ", "%20"))
    assert connection.getresponse().status == 200
    assert time.monotonic() - begun < 1.5
    connection.close()
    for thread in threads:
        thread.join()


def test_slow_loris_is_hung_up_on(own: Service) -> None:
    with socket.create_connection(("127.0.0.1", own.port), 5) as line:
        line.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n")
        begun = time.monotonic()
        line.settimeout(6)
        while line.recv(1000):
            pass
        assert time.monotonic() - begun < 5
    with socket.create_connection(("127.0.0.1", own.port), 5) as line:
        line.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\nASK")
        line.settimeout(6)
        assert b" 408 " in line.recv(1000)


def test_many_requests_leak_nothing(own: Service) -> None:
    _warm(own)

    def state() -> tuple[int, int]:
        pid = own.process.pid
        resident = int(next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")).split()[1])
        return len(list(Path(f"/proc/{pid}/fd").iterdir())), resident

    def burst(requests: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", own.port, timeout=20)
        for n in range(requests):
            path = (get(f"SELECT ?s {{ ?s ?p ?o }} LIMIT 3 #{n % 997}"), get("SELECT {"), "/concept/qi.html", "/nothing")[n % 4]
            connection.request("GET", path.replace(" ", "%20"))
            assert connection.getresponse().read() is not None
        connection.close()

    burst(REQUESTS // 3)
    time.sleep(0.3)
    files, memory = state()
    burst(REQUESTS)
    time.sleep(0.3)
    later_files, later_memory = state()
    assert later_files <= files + 2
    assert later_memory < memory * 1.15 + 10_000


def test_a_full_disk_costs_the_dump_alone(own: Service) -> None:
    (folder,) = own.temporary.glob("tcm-kg-dumps-*")
    folder.rmdir()
    folder.write_text("no folder")
    try:
        assert own.get("/dump/nq.gz").status == 503
        assert own.query("ASK {}").status == 200
    finally:
        folder.unlink()
        folder.mkdir()


def test_it_stops_gracefully(graph_folder) -> None:
    with serving(graph_folder, deadline=2.0) as service:
        children = [*service.workers(), *_grandchildren(service)]
        service.process.send_signal(signal.SIGTERM)
        service.process.wait(12)
    assert children
    assert _until(
        lambda: not any(Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2] for pid in children),
        5,
    )
