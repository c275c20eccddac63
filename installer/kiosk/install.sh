#!/bin/sh
# Makes this Debian 12 machine a dedicated terminal. As root, once; README.md says what it does.
set -eu
[ "$(id -u)" -eq 0 ] || { echo "run this as root" >&2; exit 1; }
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(dirname -- "$(dirname -- "$here")")
[ -x "$root/.venv/bin/desk" ] || { echo "run installer/setup.py run first" >&2; exit 1; }
apt-get install -y --no-install-recommends \
    xserver-xorg xinit x11-xserver-utils libpam-systemd polkitd udisks2 udiskie
id desk-kiosk >/dev/null 2>&1 ||
    useradd --create-home --shell /usr/sbin/nologin --groups video,lp desk-kiosk
install -D -m 755 "$here/desk-kiosk" "$here/desk-kiosk-session" -t /usr/local/lib/machikado-desk
install -D -m 644 "$here/10-machikado-desk-kiosk.conf" -t /etc/X11/xorg.conf.d
install -D -m 644 "$here/49-machikado-desk-kiosk.rules" -t /etc/polkit-1/rules.d
install -D -m 644 "$here/machikado-desk-kiosk.service" -t /etc/systemd/system
[ -e /etc/default/machikado-desk-kiosk ] ||
    echo "DESK=$root/.venv/bin/desk" >/etc/default/machikado-desk-kiosk
echo "kernel.sysrq = 0" >/etc/sysctl.d/60-machikado-desk-kiosk.conf
systemctl mask ctrl-alt-del.target
systemctl disable getty@tty1.service
systemctl daemon-reload
systemctl enable machikado-desk-kiosk.service
echo "Done. It begins with the next start of the machine."
