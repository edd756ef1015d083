"""``tenghuan setup``: the first start in production; run again it brings the database to the installed version."""

from __future__ import annotations

import argparse
import os

from tenghuan.cli import django_setup
from tenghuan.errors import InputFault


def configure(parser: argparse.ArgumentParser) -> None:
    """Regions, names of hosts and administrators; all optional when run again."""
    parser.add_argument("--region", action="append", default=[], metavar="CODE", help="division to load with all below")
    parser.add_argument("--host", action="append", default=[], metavar="NAME", help="name the platform is reached by")
    parser.add_argument("--plain-http", action="store_true", help="serve without TLS: for trials only")
    parser.add_argument("--behind-proxy", action="store_true", help="a reverse proxy on this machine ends TLS")
    parser.add_argument("--system-admin", default="sysadmin", metavar="NAME", help="log-in name")
    parser.add_argument("--security-admin", default="secadmin", metavar="NAME", help="log-in name")
    parser.add_argument("--audit-admin", default="auditadmin", metavar="NAME", help="log-in name")
    parser.add_argument("--link", metavar="NAME", help="only print a new one-time link for this account")


def run(args: argparse.Namespace) -> int:
    """Write the settings, migrate, load regions, open the administrators, check, say what is next."""
    path = django_setup.settings_file()
    if not path.exists() and "TENGHUAN_SECRET_KEY" not in os.environ:
        _first_settings(args)
    django_setup.start()
    from django.core.management import call_command

    from tenghuan.site.operations import first_start

    if args.link:
        print(f"一次性链接：{_address()}{first_start.link_for(args.link)}")
        return 0
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    print("数据库结构：已是本版本")
    if args.region:
        print(f"行政区划：新增或更名 {first_start.take_regions(args.region)} 条")
    _appoint(args)
    return _checked()


def _first_settings(args: argparse.Namespace) -> None:
    from tenghuan.site.operations import settings_file

    if not args.host:
        raise InputFault("没有指定访问本平台所用的主机名", remedy="请加 --host，如 --host tenghuan.example.gov.cn")
    path = django_setup.settings_file()
    settings_file.write(path, args.host, plain_http=args.plain_http, behind_proxy=args.behind_proxy)
    print(f"设置：已写入 {path}（含新生成的密钥，请另行保管）")


def _appoint(args: argparse.Namespace) -> None:
    from tenghuan.apps.access.roles import Role
    from tenghuan.apps.organization.models import Region
    from tenghuan.site.operations import first_start

    top = Region.objects.filter(parent=None).order_by("path").first()
    if top is None:
        raise InputFault("还没有行政区划", remedy="请加 --region，填省、市或县的 6 位代码，如 --region 330683")
    named = {
        Role.SYSTEM_ADMIN: args.system_admin,
        Role.SECURITY_ADMIN: args.security_admin,
        Role.AUDIT_ADMIN: args.audit_admin,
    }
    for role, username in named.items():
        if account := first_start.appoint(role, username, top):
            link = f"{_address()}{first_start.link_for(account.username)}"
            print(f"{role.label}：已开立“{account.username}”，请本人打开一次性链接设置口令：{link}")


def _address() -> str:
    from django.conf import settings

    host = next((host for host in settings.ALLOWED_HOSTS if host != "*"), "localhost")
    return f"{'https' if settings.HTTPS else 'http'}://{host}"


def _checked() -> int:
    from tenghuan.site.operations.doctor import examine

    grave = 0
    for found in examine():
        grave += found.grave
        print(f"{'严重' if found.grave else '提示'}：{found.message}{f'（{found.remedy}）' if found.remedy else ''}")
    print("可以启动：tenghuan serve" if not grave else "请先处理上面的严重问题")
    return 1 if grave else 0
