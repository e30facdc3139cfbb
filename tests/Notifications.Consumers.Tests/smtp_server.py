"""A real SMTP server (Debian: python3-aiosmtpd). usage: smtp_server.py PORT FOLDER [NAME=VALUE ...]

Each mail becomes a file in FOLDER, NAME.eml as it came, and NAME.json as Python's email package and the envelope read it.
FOLDER/log has a line for each connection and command: "3 MAIL" is MAIL FROM on the third connection.
Its answers go by the recipient: nobody@ is refused for good, later@ for now, silent@ never gets one, leaving@ gets 421,
spam@ is refused after the mail, cut@ loses the connection after the mail, slow@ waits half a second.
  hang=STEP       no answer at this step: greeting, EHLO, MAIL, RCPT, DATA, message, RSET, QUIT
  greeting=TEXT   instead of 220
  mails=N         421 to the next one on the same connection
  idle=SECONDS    closes connections that are silent for so long
  utf8=no         does not offer SMTPUTF8
  tls=FILE        STARTTLS with the certificate and key in FILE; smtps=FILE: TLS from the first byte
  login=USER:PASSWORD   wants it before it takes a mail
"""
import asyncio
import email
import email.policy
import itertools
import json
import os
import ssl
import sys
import uuid

from aiosmtpd.smtp import SMTP, AuthResult

PORT, FOLDER = int(sys.argv[1]), sys.argv[2]
MODE = dict(argument.split("=", 1) for argument in sys.argv[3:])
NUMBERS = itertools.count(1)
LOG = open(os.path.join(FOLDER, "log"), "a", buffering=1)


class Server(SMTP):
    number = None
    taken = 0

    def connection_made(self, transport):
        if self.number is None:  # STARTTLS makes the connection once more
            self.number = next(NUMBERS)
            self.note("connect")
        super().connection_made(transport)

    def connection_lost(self, error):
        self.note("lost")
        super().connection_lost(error)

    def note(self, what):
        LOG.write(f"{self.number} {what}\n")

    async def push(self, status):
        if str(status).startswith("220 ") and MODE.get("hang") == "greeting":
            await asyncio.sleep(3600)
        if str(status).startswith("220 ") and "greeting" in MODE:
            status = MODE["greeting"]
        await super().push(status)


def noted(step):
    original = getattr(SMTP, "smtp_" + step)

    async def command(self, arg):
        self.note(step)
        if MODE.get("hang") == step:
            await asyncio.sleep(3600)
        await original(self, arg)

    command.__doc__ = original.__doc__
    for name, value in vars(original).items():
        setattr(command, name, value)
    return command


for step in ("EHLO", "MAIL", "RCPT", "DATA", "RSET", "QUIT"):
    setattr(Server, "smtp_" + step, noted(step))


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if server.taken >= int(MODE.get("mails", 1_000_000)):
            return "421 4.7.0 too many mails on this connection"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later@"):
            return "451 4.7.1 try again later"
        if address.startswith("silent@"):
            await asyncio.sleep(3600)
        if address.startswith("slow@"):
            await asyncio.sleep(0.5)
        if address.startswith("leaving@"):
            await server.push("421 4.3.2 shutting down")
            server.transport.close()
            return "421 4.3.2 shutting down"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if MODE.get("hang") == "message":
            await asyncio.sleep(3600)
        server.taken += 1
        name = os.path.join(FOLDER, uuid.uuid4().hex)
        read = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with open(name + ".json", "w") as file:
            json.dump({
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "options": envelope.mail_options,
                "headers": [[key, str(value)] for key, value in read.items()],
                "body": read.get_content(),
                "connection": server.number,
            }, file)
        with open(name + ".part", "wb") as file:
            file.write(envelope.content)
        os.rename(name + ".part", name + ".eml")
        recipient = envelope.rcpt_tos[0]
        if recipient.startswith("spam@"):
            return "554 5.7.1 we do not\x00like it"
        if recipient.startswith("cut@"):
            server.transport.abort()
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    given = f"{data.login.decode()}:{data.password.decode()}"
    return AuthResult(success=given == MODE["login"], handled=False)


def context(file):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    return tls


def protocol():
    options = {"enable_SMTPUTF8": MODE.get("utf8") != "no", "timeout": float(MODE.get("idle", 300))}
    if "tls" in MODE:
        options.update(tls_context=context(MODE["tls"]))
    if "login" in MODE:
        options.update(auth_required=True, authenticator=authenticate, auth_require_tls="tls" in MODE)
    return Server(Handler(), **options)


async def main():
    loop = asyncio.get_running_loop()
    tls = context(MODE["smtps"]) if "smtps" in MODE else None
    server = await loop.create_server(protocol, "127.0.0.1", PORT, ssl=tls)
    await server.serve_forever()


asyncio.run(main())
