import threading

from desk.devices.frame_worker import FrameWorker
from desk.domain.errors import Refused


def test_results_come_on_the_window_thread(qtbot):
    worker = FrameWorker(lambda frame: frame * 2)
    threads = []
    worker.result.connect(lambda frame, outcome: threads.append(threading.current_thread()))
    with qtbot.waitSignal(worker.result) as got:
        worker.submit(21)
    assert got.args == [21, 42]
    assert threads == [threading.main_thread()]
    worker.stop()
    assert not worker.running


def test_only_the_newest_frame_is_worked_on(qtbot):
    gate = threading.Event()
    begun = threading.Event()

    def slow(frame):
        begun.set()
        gate.wait(5)
        return frame

    worker = FrameWorker(slow)
    seen = []
    worker.result.connect(lambda frame, _outcome: seen.append(frame))
    worker.submit(1)
    begun.wait(5)
    for frame in range(2, 100):
        worker.submit(frame)
    gate.set()
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [1, 99]
    worker.stop()


def test_a_busy_window_gets_one_result_and_no_queue(qtbot):
    done = []
    worker = FrameWorker(lambda frame: done.append(frame))
    worker.submit(0)
    while not done:
        pass
    for frame in range(1, 50):
        worker.submit(frame)
    assert done == [0]
    qtbot.waitUntil(lambda: done == [0, 49])
    worker.stop()


def test_an_exception_is_a_code_and_the_thread_lives(qtbot, caplog):
    def analyse(frame):
        if frame == "refuse":
            raise Refused("photo_too_small")
        if frame == "bug":
            raise ValueError("山田 太郎")
        return "well"

    worker = FrameWorker(analyse)
    for frame, code in (("refuse", "photo_too_small"), ("bug", "analysis_failed")):
        with qtbot.waitSignal(worker.failed) as got:
            worker.submit(frame)
        assert got.args == [code]
    with qtbot.waitSignal(worker.result) as got:
        worker.submit("fine")
    assert got.args == ["fine", "well"]
    assert "山田" not in caplog.text
    worker.stop()


def test_clear_drops_what_is_under_way(qtbot):
    gate = threading.Event()
    begun = threading.Event()

    def analyse(frame):
        begun.set()
        gate.wait(5)
        return frame

    worker = FrameWorker(analyse)
    seen = []
    worker.result.connect(lambda frame, _outcome: seen.append(frame))
    worker.submit("of the last applicant")
    begun.wait(5)
    worker.clear()
    worker.submit("of this one")
    gate.set()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["of this one"]
    worker.stop()


def test_stop_joins_and_is_silent(qtbot):
    worker = FrameWorker(lambda frame: frame)
    seen = []
    worker.result.connect(lambda frame, _outcome: seen.append(frame))
    worker.submit(1)
    worker.stop()
    worker.stop()
    worker.submit(2)
    qtbot.wait(1)
    assert seen == []
    assert not worker.running


def test_retiring_waits_for_nothing_and_is_silent(qtbot):
    gate, begun = threading.Event(), threading.Event()

    def analyse(frame):
        begun.set()
        gate.wait()
        return frame

    worker, other = FrameWorker(analyse), FrameWorker(lambda frame: frame)
    heard = []
    worker.result.connect(lambda frame, outcome: heard.append(outcome))
    worker.submit(1)
    assert begun.wait(5)
    worker.retire()
    assert worker.running
    gate.set()
    other.stop()
    assert not worker.running
    qtbot.wait(1)
    assert heard == []
