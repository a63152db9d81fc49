"""An SMTP server that takes everything and keeps nothing but Message-IDs: says its port, and at the end how many it took."""

import asyncio
import json
import sys

taken = 0
different: set[bytes] = set()


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    global taken
    writer.write(b"220 ready\r\n")
    while line := await reader.readline():
        verb = line[:4].upper()
        if verb == b"DATA":
            writer.write(b"354 go on\r\n")
            while (line := await reader.readline()) != b".\r\n":
                if line.startswith(b"Message-ID:"):
                    different.add(line)
            taken += 1
            writer.write(b"250 taken\r\n")
        elif verb == b"QUIT":
            writer.write(b"221 goodbye\r\n")
            break
        else:
            writer.write(b"250 yes\r\n")
    writer.close()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    sys.stdout.write(json.dumps({"taken": taken, "different": len(different)}) + "\n")


if __name__ == "__main__":
    asyncio.run(main())
