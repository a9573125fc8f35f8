/** Bounds of columns from their single-value serialization. Iceberg spec, appendix D. */

/** A number or a text that orders as the column does; null where the type is not compared. */
export function boundOf(bytes: unknown, type: unknown): number | string | null {
  if (!(bytes instanceof Uint8Array) || typeof type !== 'string') return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { length } = bytes;
  if (type === 'boolean') return length === 1 ? bytes[0]! : null;
  if (type === 'int' || type === 'date') return length === 4 ? view.getInt32(0, true) : null;
  if (type === 'long' || /^time/.test(type)) {
    // A column that was an int keeps four bytes in older files.
    if (length === 4) return view.getInt32(0, true);
    return length === 8 ? Number(view.getBigInt64(0, true)) : null;
  }
  if (type === 'float') return length === 4 ? view.getFloat32(0, true) : null;
  if (type === 'double')
    return length === 4 ? view.getFloat32(0, true) : length === 8 ? view.getFloat64(0, true) : null;
  if (type === 'string') return Buffer.from(bytes).toString('utf8');
  const decimal = /^decimal\(\s*\d+\s*,\s*(\d+)\s*\)$/.exec(type);
  if (decimal && length > 0 && length <= 16) {
    let value = 0n;
    for (const byte of bytes) value = (value << 8n) | BigInt(byte);
    return Number(BigInt.asIntN(8 * length, value)) / 10 ** Number(decimal[1]);
  }
  return null;
}
