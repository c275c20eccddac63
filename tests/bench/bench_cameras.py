"""Memory and time of the camera path: QVideoFrameInput, capture session, sink, conversion.

Run from the repository root: `python -m tests.bench.bench_cameras [--frames N] [--json]`.
Resident megabytes after 50 and after all of the frames kept (each one encoded as a shot keeps
it, then let go), the same while the camera is pulled and put back, the time from the sink to the
frame at each size, and the most memory that 100 MP frames take.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtMultimedia import (
    QCameraDevice,
    QVideoFrame,
    QVideoFrameFormat,
    QVideoFrameInput,
)
from PySide6.QtWidgets import QApplication

from desk.clock import SystemClock
from desk.devices.camera_formats import PHOTO, Wish
from desk.devices.frame_source import QtCameraSource
from desk.services.ports import Frame
from tests.bench.bench_photo import resident_mb

SIZES = {"720p": (1280, 720), "1080p": (1920, 1080), "2160p": (3840, 2160)}
FORMATS = {
    "NV12": QVideoFrameFormat.PixelFormat.Format_NV12,
    "YUYV": QVideoFrameFormat.PixelFormat.Format_YUYV,
}
SETTLED_AFTER = 50
REPLUGGED_EVERY = 50
EVERY_FRAME = Wish(PHOTO.width, PHOTO.height, PHOTO.rate, 10_000.0)
HUGE = (11_584, 8_688)


class FedCamera(QtCameraSource):
    """A real camera's path with a frame input in place of QCamera."""

    def _find_device(self) -> QCameraDevice | None:
        return QCameraDevice()

    def _attach(self, _device: QCameraDevice) -> None:
        size = QSize(*SIZES["1080p"])
        self.input = QVideoFrameInput(QVideoFrameFormat(size, FORMATS["NV12"]))
        self.session.setVideoFrameInput(self.input)

    def _detach(self) -> None:
        self.session.setVideoFrameInput(None)


def video_frame(size: tuple[int, int], pixels: Any, seed: int) -> QVideoFrame:
    """A new frame, as a driver delivers it, with other noise for each seed."""
    frame = QVideoFrame(QVideoFrameFormat(QSize(*size), pixels))
    if not frame.map(QVideoFrame.MapMode.WriteOnly):
        raise RuntimeError("no memory for a frame")
    noise = np.random.default_rng(seed).integers(90, 160, 65_536, dtype=np.uint8)
    for plane in range(frame.planeCount()):
        there = np.frombuffer(frame.bits(plane), np.uint8)
        there[:] = np.resize(noise, there.size)
    frame.unmap()
    return frame


class Sitting:
    """A running camera; `send` waits until its frame has arrived."""

    def __init__(self, app: QApplication) -> None:
        self.app = app
        self.frames: list[Frame] = []
        self.camera = FedCamera(SystemClock(), "bench", wish=EVERY_FRAME)
        self.camera.frame.connect(self._on_frame)
        self.camera.start()

    def _on_frame(self, frame: Frame) -> None:
        self.frames = [frame]

    def send(self, frame: QVideoFrame) -> Frame:
        self.frames = []
        until = time.monotonic() + 20
        self.camera.input.sendVideoFrame(frame)
        while not self.frames:
            self.app.processEvents()
            if time.monotonic() > until:
                raise RuntimeError("no frame arrived")
        return self.frames[0]

    def replug(self) -> None:
        self.camera._close_device()
        self.camera._open_device()


def memory(app: QApplication, frames: int) -> dict[str, Any]:
    sitting, used = Sitting(app), []
    for number in range(frames):
        frame = sitting.send(video_frame(SIZES["1080p"], FORMATS["NV12"], number))
        cv2.imencode(".jpg", frame.image)
        if number % REPLUGGED_EVERY == REPLUGGED_EVERY - 1:
            sitting.replug()
        used.append(resident_mb())
    sitting.camera.stop()
    settled = used[min(SETTLED_AFTER, frames // 2) :]
    return {
        "frames": frames,
        "settled_mb": settled[0],
        "last_mb": settled[-1],
        "swing_mb": round(max(abs(each - settled[0]) for each in settled), 1),
    }


def times(app: QApplication, runs: int) -> list[dict[str, Any]]:
    rows = []
    for size_name, size in SIZES.items():
        for name, pixels in FORMATS.items():
            sitting, took = Sitting(app), []
            for number in range(runs):
                frame = video_frame(size, pixels, number)
                began = time.perf_counter()
                sitting.send(frame)
                took.append((time.perf_counter() - began) * 1000)
            sitting.camera.stop()
            ms = round(float(np.median(took)), 1)
            rows.append({"size": size_name, "pixels": name, "sink_to_frame_ms": ms})
    return rows


def huge(app: QApplication) -> dict[str, Any]:
    """100 MP after 100 MP: the most that was ever resident, and what is left."""
    sitting, before = Sitting(app), resident_mb()
    for number in range(6):
        kept = sitting.send(video_frame(HUGE, FORMATS["NV12"], number))
    sitting.camera.stop()
    height, width = kept.image.shape[:2]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return {
        "sent": f"{HUGE[0]}x{HUGE[1]}",
        "kept": f"{width}x{height}",
        "before_mb": before,
        "most_mb": round(most),
        "after_mb": resident_mb(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=500)
    parser.add_argument("--runs", type=int, default=25)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    app = QApplication(["bench"])
    found = {"memory": memory(app, args.frames), "times": times(app, args.runs)}
    if Path("/proc/self/statm").exists() and os.environ.get("BENCH_HUGE", "1") == "1":
        found["huge"] = huge(app)
    if args.json:
        print(json.dumps(found))
        return
    print(f"memory  {found['memory']}")
    for row in found["times"]:
        print("  " + "  ".join(str(value) for value in row.values()))
    print(f"100 MP  {found.get('huge')}")


if __name__ == "__main__":
    main()
