# SPDX-License-Identifier: MIT
"""The workspace Acme: its people, groups and bots."""

from __future__ import annotations

from flotui.sandbox import DEMO_PREFIX

WORKSPACE = {
    "id": 512,
    "name": "Acme",
    "image": "https://files.example.com/acme.png",
    "owner_id": 20,
    "owner_email": "owner@example.com",
}

ME = {"id": 20, "name": "Rita Lockwood", "email": "owner@example.com"}

FLOWS: tuple[dict[str, object], ...] = (
    {"flow_ns": DEMO_PREFIX, "name": "Acme Retail", "type": "whatsapp_cloud", "linked_label": ""},
    {"flow_ns": "f1301", "name": "Acme Wholesale", "type": "whatsapp_cloud", "linked_label": "Reseller"},
    {"flow_ns": "f1322", "name": "Acme Instagram", "type": "instagram", "linked_label": None},
    {"flow_ns": "f1340", "name": "Acme Jobs (paused)", "type": "web", "linked_label": ""},
)

CHANNELS = (
    "chat",
    "chatwoot",
    "facebook",
    "instagram",
    "intercom",
    "jivochat",
    "line",
    "rcs",
    "slack",
    "sms",
    "telegram",
    "tiktok",
    "viber",
    "vk",
    "voice",
    "wechat",
    "whatsapp",
    "whatsapp_cloud",
)
"""What the workspace's settings know of channels."""

_AGENTS = (
    ("Rita Lockwood", "owner", 1),
    ("Lívia Duarte", "agent", True),
    ("Tomás Peñalosa", "agent", "1"),
    ("Yuki 佐藤", "agent", False),
    ("Noam Golan", "admin", 0),
    ("Priya Sharma", "agent", True),
    ("Guest desk", "member", "0"),
    ("Samir Zidane", "agent", False),
    ("Isla Harlow", "agent", True),
)

AGENTS: tuple[dict[str, object], ...] = tuple(
    {
        "name": name,
        "email": f"agent{number}@example.com",
        "image": f"https://files.example.com/agents/{number}.png",
        "role": role,
        "is_online": online,
    }
    for number, (name, role, online) in enumerate(_AGENTS, start=20)
)
"""Agents, ids from 20 on. `is_online` is told in every way that the host has."""

GROUPS: tuple[dict[str, object], ...] = (
    {
        "name": "Support",
        "assign_method": "random",
        "online_first": 1,
        "only_view_assigned_to_me": 0,
        "image": "",
    },
    {
        "name": "Sales",
        "assign_method": "round_robin",
        "online_first": 2,
        "only_view_assigned_to_me": 1,
        "image": None,
    },
    {
        "name": "Night shift",
        "assign_method": "random",
        "online_first": 0,
        "only_view_assigned_to_me": 0,
        "image": "",
    },
)

SHORTCUTS: tuple[dict[str, str], ...] = (
    {"name": "Welcome reply", "value": "Thanks for reaching out. How can we help?"},
    {"name": "pix", "value": "Chave pix: pix@example.com\nEnvie o comprovante por aqui, por favor."},
    {"name": "hours", "value": "Mon–Fri 9–18, Sat 10–14"},
    {"name": "sorry", "value": "Sentimos muito! Vamos resolver isso hoje mesmo 💛"},
    {"name": "bye", "value": "Obrigada e até logo!"},
)

CLOSING_NOTES: tuple[dict[str, object], ...] = (
    {
        "name": "Resolution summary",
        "description": "Collect a short summary before closing",
        "require_summary": 2,
        "require_attachment": 0,
    },
    {"name": "Refund granted", "description": "", "require_summary": 1, "require_attachment": 1},
    {"name": "Wrong number", "description": None, "require_summary": 0, "require_attachment": 0},
)

_AI_AGENTS = (
    ("Shop assistant", "openai", "gpt-5-mini", 800),
    ("Returns helper", "claude", "claude-sandbox", 500),
    ("Product finder", "gemini", "gemini-sandbox", "1200"),
)
_AI_TASKS = (
    ("Summarise conversation", "openai", "gpt-5-mini", 500),
    ("Classify intent", "groq", "llama-sandbox", 50),
    ("Extract address", "openai", "gpt-5-mini", 300),
    ("Translate reply", "deepseek", "deepseek-sandbox", "600"),
)


def _model(name: str, provider: str, model: str, tokens: int | str) -> dict[str, object]:
    return {
        "name": name,
        "ai_provider": provider,
        "ai_model": model,
        "max_tokens": tokens,
        "flow_ns": DEMO_PREFIX,
    }


AI_AGENTS = tuple(_model(*row) for row in _AI_AGENTS)
AI_TASKS = tuple(_model(*row) for row in _AI_TASKS)

WEBHOOKS: tuple[dict[str, object], ...] = tuple(
    {
        "name": name,
        "hook_uid": f"hook-{number:04d}",
        "status": status,
        "sub_flow_ns": f"{DEMO_PREFIX}s{2001 + number}",
        "url": f"https://hooks.example.com/acme/{number:04d}",
    }
    for number, (name, status) in enumerate(
        (
            ("ERP order paid", "active"),
            ("Parcel scanned", "active"),
            ("CRM sync", "inactive"),
            ("Old form", "0"),
        )
    )
)

WIDGETS: tuple[dict[str, object], ...] = tuple(
    {
        "name": name,
        "status": status,
        "widget_code": f"acme{number}",
        "sub_flow_ns": f"{DEMO_PREFIX}s{2002 + number}",
        "js_url": f"https://widgets.example.com/acme{number}.js",
        "widget_ns": f"{DEMO_PREFIX}w{71 + number}",
    }
    for number, (name, status) in enumerate((("Shop corner", "active"), ("Checkout help", "inactive")))
)

WHATSAPP_TEMPLATES: tuple[dict[str, object], ...] = (
    {
        "name": "order_followup",
        "namespace": "acme_sandbox",
        "language": "pt_BR",
        "category": "UTILITY",
        "status": "APPROVED",
        "components": [
            {"type": "BODY", "text": "Oi {{1}}, seu pedido {{2}} chegou bem?"},
            {
                "type": "BUTTONS",
                "buttons": [{"type": "QUICK_REPLY", "text": "Sim"}, {"type": "QUICK_REPLY", "text": "Não"}],
            },
        ],
    },
    {
        "name": "winter_sale",
        "namespace": "acme_sandbox",
        "language": "en",
        "category": "MARKETING",
        "status": "APPROVED",
        "components": [
            {"type": "HEADER", "format": "IMAGE", "text": ""},
            {"type": "BODY", "text": "{{1}}, everything is {{2}}% off until Sunday."},
            {"type": "FOOTER", "text": "Reply STOP to opt out"},
            {
                "type": "BUTTONS",
                "buttons": [{"type": "URL", "text": "Shop", "url": "https://shop.example.com/{{1}}"}],
            },
        ],
    },
    {
        "name": "login_code",
        "namespace": "acme_sandbox",
        "language": "es",
        "category": "AUTHENTICATION",
        "status": "PENDING",
        "components": [{"type": "BODY", "text": "Tu código es {{1}}"}],
    },
    {
        "name": "store_opening",
        "namespace": "acme_sandbox",
        "language": "pt_BR",
        "category": "MARKETING",
        "status": "REJECTED",
        "components": [{"type": "BODY", "text": "Inauguramos! Venha nos visitar."}],
    },
)

FACEBOOK_TEMPLATES: tuple[dict[str, object], ...] = (
    {
        "name": "parcel_on_its_way",
        "language": "en",
        "status": "APPROVED",
        "components": [
            {"type": "HEADER", "format": "TEXT", "text": "Order {{1}}"},
            {"type": "BODY", "text": "Hi {{1}}, your parcel arrives {{2}}."},
            {
                "type": "BUTTONS",
                "buttons": [
                    {"type": "URL", "text": "Track", "url": "https://shop.example.com/track/{{1}}"},
                    {"type": "POSTBACK", "text": "Not at home", "url": None},
                ],
            },
        ],
    },
    {
        "name": "appointment",
        "language": "pt_BR",
        "status": "PENDING",
        "components": [{"type": "BODY", "text": "Oi {{1}}, seu horário é {{2}}."}],
    },
)
