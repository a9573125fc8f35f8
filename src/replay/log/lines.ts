/** The lines of one file, plain or compressed, one after the other: a log of gigabytes is never held as text. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { constants, gunzipSync } from 'node:zlib';
import { Decompress } from 'fzstd';
import { LogError } from './errors.ts';
import { words } from './messages.ts';

/** How a file ended: whole, or cut off inside its compressed stream. */
export type FileEnd = 'whole' | 'cut';

const chunkBytes = 1 << 20;
const newline = 10;

const refused: readonly (readonly [pattern: RegExp, name: string, command: string])[] = [
  [/\.lz4$/i, 'the codec lz4', 'lz4 -d LOG'],
  [/\.snappy$/i, 'the codec snappy', 'write it again with spark.eventLog.compression.codec=zstd, or unpack it'],
  [/\.lzf$/i, 'the codec lzf', 'unpack it with ning-compress'],
  [/\.zip$/i, 'an archive (.zip)', 'unzip LOG, and name the files in it'],
];

/** Calls `line` with each line that is not empty. By the first bytes, not by the name, is known how it is packed. */
export function eachLine(path: string, shown: string, line: (text: string) => void): FileEnd {
  for (const [pattern, name, command] of refused) {
    if (pattern.test(path)) throw new LogError(shown, words.codec(name, command.replace('LOG', basename(path))));
  }
  const splitter = new LineSplitter(line);
  const file = open(path, shown);
  try {
    const head = new Uint8Array(4);
    const count = readSync(file, head, 0, 4, 0);
    const end =
      count >= 2 && head[0] === 0x1f && head[1] === 0x8b
        ? unpackGzip(path, shown, splitter)
        : count >= 4 && head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd
          ? unpackZstd(file, shown, splitter)
          : readPlain(file, splitter);
    splitter.end();
    return end;
  } finally {
    closeSync(file);
  }
}

class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';
  private readonly line: (text: string) => void;

  constructor(line: (text: string) => void) {
    this.line = line;
  }

  push(bytes: Uint8Array): void {
    let from = 0;
    for (;;) {
      const at = bytes.indexOf(newline, from);
      if (at < 0) break;
      this.take(this.rest + this.decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset + from, at - from)));
      this.rest = '';
      from = at + 1;
    }
    if (from < bytes.length) {
      this.rest += this.decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset + from, bytes.length - from));
    }
  }

  end(): void {
    this.take(this.rest + this.decoder.end());
    this.rest = '';
  }

  private take(text: string): void {
    const trimmed = text.trim();
    if (trimmed !== '') this.line(trimmed);
  }
}

function open(path: string, shown: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new LogError(shown, code === 'ENOENT' ? words.missing() : words.unreadable(code));
  }
}

function readPlain(file: number, splitter: LineSplitter): FileEnd {
  for (let position = 0; ; ) {
    const chunk = new Uint8Array(chunkBytes);
    const count = readSync(file, chunk, 0, chunkBytes, position);
    if (count === 0) return 'whole';
    splitter.push(chunk.subarray(0, count));
    position += count;
  }
}

function unpackGzip(path: string, shown: string, splitter: LineSplitter): FileEnd {
  const packed = readFileSync(path);
  try {
    splitter.push(gunzipSync(packed));
    return 'whole';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'Z_BUF_ERROR') {
      throw new LogError(shown, words.damaged('gzip', (error as Error).message));
    }
    splitter.push(gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }));
    return 'cut';
  }
}

/** Spark closes a frame at each flush, so one file is many frames; one that was cut off gives what its blocks hold. */
function unpackZstd(file: number, shown: string, splitter: LineSplitter): FileEnd {
  let out = 0;
  const stream = new Decompress((bytes) => {
    out += bytes.length;
    splitter.push(bytes);
  });
  for (let position = 0; ; ) {
    const chunk = new Uint8Array(chunkBytes);
    const count = readSync(file, chunk, 0, chunkBytes, position);
    position += count;
    try {
      stream.push(chunk.subarray(0, count), count === 0);
    } catch (error) {
      const reason = (error as Error).message;
      if (/unexpected EOF/i.test(reason) && out > 0) return 'cut';
      throw new LogError(shown, words.damaged('zstd', reason));
    }
    if (count === 0) return 'whole';
  }
}
