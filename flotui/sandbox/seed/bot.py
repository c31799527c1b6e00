# SPDX-License-Identifier: MIT
"""What the bot is made of: tags, labels, sub-flows, bot fields, segments and the like."""

from __future__ import annotations

_TAG_NAMES = (
    "newsletter customer lead cart vip returning promo-winter promo-summer whatsapp-optin first-order "
    "abandoned pickup delivery wholesale gift-buyer high-value at-risk support-open support-closed "
    "complaint refund "
    "waiting-stock birthday-month referral app-user black-friday dia-das-maes vuelta-al-cole 新客户 "
    "عميل-مميز quiz-done survey-sent survey-done no-bot human test-user blocked duplicate influencer 🎁-gift"
)

SEED_TAGS = tuple(_TAG_NAMES.split())
"""The forty tags, the common ones first."""

SEED_LABELS = ("Priority", "Reseller", "Press", "Fraud check", "Language: ES", "Callback", "Staff", "Beta")
"""The workspace's labels."""

_SUB_FLOW_NAMES = (
    "Main menu|Welcome|Welcome (returning)|Catalog|Catalog – shoes|Catalog – bags|Catalog – home|"
    "Search product|Product detail|Stock check|Price list|Size guide|Add to cart|Cart reminder 1 h|"
    "Cart reminder 24 h|"
    "Cart reminder 3 days|Checkout|Checkout – pix|Checkout – card|Payment failed|Order paid|Order shipped|"
    "Order delivered|Track order|Cancel order|Return – start|Return – label|Refund done|Invoice|Store hours|"
    "Store locations|Talk to a human|Out of hours|Agent handover|Conversation closed|NPS survey|NPS thanks|"
    "Quiz – find your style|Quiz – result|Newsletter opt-in|Newsletter opt-out|Birthday coupon|"
    "Loyalty balance|Loyalty upgrade|Referral invite|Referral thanks|VIP preview|"
    "Black Friday teaser|Black Friday start|"
    "Dia das mães|Vuelta al cole|Waiting list joined|Back in stock|Complaint intake|Wholesale enquiry|"
    "Job application|FAQ|AI assistant|Default reply|zz old – do not use"
)

SUB_FLOW_NAMES = tuple(_SUB_FLOW_NAMES.split("|"))
"""The sixty sub-flows."""

BOT_FIELDS: tuple[dict[str, object], ...] = tuple(
    {"name": name, "var_type": kind, "value": value, "description": words, "is_template_field": template}
    for name, kind, value, words, template in (
        ("store_name", "text", "Acme Retail", "Shown in greetings", True),
        ("opening_hours", "text", "Mon–Fri 9–18, Sat 10–14", "", True),
        ("delivery_price", "number", "14.90", "In BRL, flat", 0),
        ("free_delivery_from", "number", "199", "", 0),
        ("is_sale_on", "boolean", "true", "Switches the banner of the menu", False),
        ("accept_pix", "boolean", "1", None, False),
        ("sale_ends", "date", "2026-12-24", "", False),
        ("next_restock_at", "datetime", "2026-11-30T08:00:00-03:00", "", False),
        ("pickup_stores", "array", '["Acme Centro","Acme Norte","Acme Lisboa"]', "", 1),
        (
            "system_prompt",
            "longtext",
            "You are the friendly assistant of Acme Retail.\nAnswer briefly.",
            "",
            1,
        ),
        ("returns_policy", "longtext", "Returns within 30 days, with the label on.", "", False),
        ("openai_api_key", "text", "sk-sandbox-0000000000000000", "Used by AI assistant", False),
        ("crm_webhook_secret", "text", "whsec_sandbox_not_a_secret", None, False),
        ("erp_password", "text", "correct-horse-sandbox", "", False),
        ("shipping_token", "text", "tok_sandbox_1234", "", False),
        ("coupon_vip", "text", "VIP25", "", False),
        ("coupon_welcome", "text", "WELCOME10", "", False),
        ("support_email", "text", "support@example.com", "", True),
        ("catalog_url", "text", "https://shop.example.com/catalog", "", True),
        ("orders_today", "number", "37", "Counted by the ERP webhook", False),
        ("usd_rate", "number", "5.4120", "", False),
        ("max_discount", "number", "30", "", False),
        ("holiday_message", "text", "", "", False),
        ("maintenance", "boolean", "0", "Out of hours for all", False),
    )
)
"""The bot's own fields. Some look like secrets, as on real bots; none is one."""

SEGMENTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("All WhatsApp", {"is_channel": "whatsapp_cloud"}),
    ("VIP customers", {"tag": "vip"}),
    ("Active today", {"is_interacted_in_last_24h": "yes"}),
    ("E-mail audience", {"is_opt_in_email": "yes"}),
    ("SMS audience", {"is_opt_in_sms": "yes"}),
    ("Abandoned carts", {"tag": "abandoned"}),
    ("Instagram leads", {"is_channel": "instagram", "tag": "lead"}),
    ("Newsletter on WhatsApp", {"is_channel": "whatsapp_cloud", "tag": "newsletter"}),
)
"""Segments: a name and the filter that it saves (`tag` by name, the rest as `/subscribers` takes it)."""

EVENTS: tuple[tuple[str, str, str, str, str], ...] = (
    ("product_viewed", "A product page was opened", "product", "price", ""),
    ("cart_updated", "Something was put in the cart", "product", "value", "items"),
    ("order_placed", "An order was paid", "payment", "total", "items"),
    ("order_refunded", "Money went back", "reason", "total", ""),
    ("coupon_used", "A code was redeemed", "code", "discount", ""),
    ("nps_answered", "The survey was answered", "comment", "", "score"),
    ("store_visit", "Checked in at a store", "store", "", ""),
    ("quiz_finished", "The style quiz was finished", "result", "", "seconds"),
)
"""Custom events: name, description and the labels of their text, price and number."""
