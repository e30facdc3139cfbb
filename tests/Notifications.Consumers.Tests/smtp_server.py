"""A real SMTP server (Debian: python3-aiosmtpd). usage: smtp_server.py PORT FOLDER; each mail becomes a file in FOLDER.

Its answers go by the recipient: nobody@ is refused for good, later@ for now, silent@ never gets one.
"""
import asyncio
import os
import sys
import uuid

from aiosmtpd.smtp import SMTP

PORT, FOLDER = int(sys.argv[1]), sys.argv[2]


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later@"):
            return "451 4.7.1 try again later"
        if address.startswith("silent@"):
            await asyncio.sleep(3600)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = os.path.join(FOLDER, uuid.uuid4().hex)
        with open(name + ".part", "wb") as file:
            file.write(envelope.content)
        os.rename(name + ".part", name + ".eml")
        return "250 OK"


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler()), "127.0.0.1", PORT)
    await server.serve_forever()


asyncio.run(main())
