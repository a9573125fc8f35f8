/**
 * Avro object container files, as Iceberg writes its manifests: Apache Avro 1.11 specification, "Object Container Files"
 * and "Binary Encoding". Codecs null, deflate, snappy and zstandard. Every read is checked against the end of its block.
 */
import { inflateRawSync } from 'node:zlib';
import { decompress } from 'fzstd';
import { snappyUncompress } from 'hyparquet/src/snappy.js';

type Schema = string | Schema[] | RecordSchema | { type: Schema; [key: string]: unknown };
interface RecordSchema {
  type: 'record';
  name: string;
  fields: { name: string; type: Schema }[];
}
export type Value = Record<string, unknown>;

class Reader {
  private at = 0;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  get done(): boolean {
    return this.at >= this.bytes.length;
  }
  take(length: number): Uint8Array {
    if (!(length >= 0) || this.at + length > this.bytes.length) throw new Error('the file ends too early');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  /** Zigzag; a bigint where a number would not hold it. */
  long(): number | bigint {
    let value = 0n;
    let low = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.take(1)[0]!;
      if (shift < 28) low += (byte & 0x7f) * 2 ** shift;
      else value |= BigInt(byte & 0x7f) << BigInt(shift);
      if (byte >= 0x80) continue;
      if (value === 0n) return low % 2 === 0 ? low / 2 : -(low + 1) / 2;
      const all = value | BigInt(low);
      const signed = (all & 1n) === 0n ? all >> 1n : -((all + 1n) >> 1n);
      const number = Number(signed);
      return Number.isSafeInteger(number) ? number : signed;
    }
    throw new Error('a number is longer than 64 bits');
  }
  count(): number {
    return Number(this.long());
  }
  float(): number {
    const at = this.at;
    this.take(4);
    return this.view.getFloat32(at, true);
  }
  double(): number {
    const at = this.at;
    this.take(8);
    return this.view.getFloat64(at, true);
  }
  text(): string {
    return Buffer.from(this.take(this.count())).toString('utf8');
  }
  /** Blocks of items; a negative count is followed by the bytes of the block. */
  blocks(item: () => void): void {
    for (;;) {
      let count = this.count();
      if (count === 0) return;
      if (count < 0) {
        count = -count;
        this.long();
      }
      for (let i = 0; i < count; i++) {
        if (this.done) throw new Error('the file ends too early');
        item();
      }
    }
  }
}

type Decode = (reader: Reader) => unknown;

function decoderOf(schema: Schema, names: Map<string, Decode>): Decode {
  if (Array.isArray(schema)) {
    const branches = schema.map((each) => decoderOf(each, names));
    return (reader) => {
      const branch = branches[reader.count()];
      if (branch === undefined) throw new Error('a union has no such branch');
      return branch(reader);
    };
  }
  const type = typeof schema === 'string' ? schema : schema.type;
  if (typeof type !== 'string') return decoderOf(type, names);
  const of = schema as unknown as {
    name: string;
    fields: RecordSchema['fields'];
    items: Schema;
    values: Schema;
    size: number;
    symbols: string[];
  };
  switch (type) {
    case 'null':
      return () => null;
    case 'boolean':
      return (reader) => reader.take(1)[0] === 1;
    case 'int':
    case 'long':
      return (reader) => reader.long();
    case 'float':
      return (reader) => reader.float();
    case 'double':
      return (reader) => reader.double();
    case 'bytes':
      return (reader) => reader.take(reader.count());
    case 'string':
      return (reader) => reader.text();
    case 'fixed':
      return named(of.name, names, () => (reader) => reader.take(of.size));
    case 'enum':
      return named(of.name, names, () => (reader) => of.symbols[reader.count()]);
    case 'array': {
      const item = decoderOf(of.items, names);
      return (reader) => {
        const items: unknown[] = [];
        reader.blocks(() => void items.push(item(reader)));
        return items;
      };
    }
    case 'map': {
      const value = decoderOf(of.values, names);
      return (reader) => {
        const map: Record<string, unknown> = Object.create(null);
        reader.blocks(() => {
          const key = reader.text();
          map[key] = value(reader);
        });
        return map;
      };
    }
    case 'record':
      return named(of.name, names, () => {
        const fields = of.fields.map((field) => ({ name: field.name, decode: decoderOf(field.type, names) }));
        return (reader) => {
          const record: Value = {};
          for (const { name, decode } of fields) record[name] = decode(reader);
          return record;
        };
      });
    default: {
      const known = names.get(type);
      if (known === undefined) throw new Error(`the schema names a type ${type} that it does not define`);
      return known;
    }
  }
}

/** A type may stand inside itself, so its name is known before it is. */
function named(name: string, names: Map<string, Decode>, make: () => Decode): Decode {
  let made: Decode | undefined;
  const call: Decode = (reader) => made!(reader);
  names.set(name, call);
  made = make();
  return made;
}

const magic = [0x4f, 0x62, 0x6a, 1];

/** All records of a container file. Throws Error. */
export function readAvro(bytes: Uint8Array): Value[] {
  const reader = new Reader(bytes);
  const begin = reader.take(4);
  if (!magic.every((byte, i) => begin[i] === byte)) throw new Error('it does not begin as an Avro file');
  const meta = new Map<string, string>();
  reader.blocks(() => {
    const key = reader.text();
    meta.set(key, reader.text());
  });
  const sync = reader.take(16);
  const decode = decoderOf(JSON.parse(meta.get('avro.schema') ?? 'null') as Schema, new Map());
  const codec = meta.get('avro.codec') ?? 'null';
  const records: Value[] = [];
  while (!reader.done) {
    const count = reader.count();
    const block = new Reader(unpack(codec, reader.take(reader.count())));
    for (let i = 0; i < count; i++) records.push(decode(block) as Value);
    const end = reader.take(16);
    if (!sync.every((byte, i) => end[i] === byte)) throw new Error('a block does not end with the mark of the file');
  }
  return records;
}

function unpack(codec: string, bytes: Uint8Array): Uint8Array {
  switch (codec) {
    case 'null':
      return bytes;
    case 'deflate':
      return inflateRawSync(bytes, { maxOutputLength: 2 ** 30 });
    case 'zstandard':
      return decompress(bytes);
    case 'snappy': {
      // The length is a varint at the start; four bytes of checksum stand behind.
      const packed = bytes.subarray(0, bytes.length - 4);
      let length = 0;
      for (let i = 0; i < 5; i++) {
        length += (packed[i]! & 0x7f) * 2 ** (7 * i);
        if (packed[i]! < 0x80) break;
      }
      const output = new Uint8Array(length);
      snappyUncompress(packed, output);
      return output;
    }
    default:
      throw new Error(`the codec ${codec} is not known`);
  }
}
