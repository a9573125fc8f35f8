import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatDimension,
  lookupUnit,
  type ParsedQuantity,
  parseQuantity,
  unitNames,
} from '../../../src/units/index.ts';

function parsed(text: string): Extract<ParsedQuantity, { ok: true }> {
  const result = parseQuantity(text);
  if (!result.ok) throw new Error(`${text}: ${result.message}`);
  return result;
}

function refused(text: string): Extract<ParsedQuantity, { ok: false }> {
  const result = parseQuantity(text);
  if (result.ok) throw new Error(`${text} was read as ${result.value}`);
  return result;
}

describe('parseQuantity', () => {
  it.each([
    ['1.7 ms', 0.0017, 's'],
    ['10ms', 0.01, 's'],
    ['250 ns', 250e-9, 's'],
    ['3 us', 3e-6, 's'],
    ['15 min', 900, 's'],
    ['1 month', 730 * 3600, 's'],
    ['3 yr', 3 * 8760 * 3600, 's'],
    ['2 week', 14 * 86_400, 's'],
    ['128 MiB', 134_217_728, 'B'],
    ['1 kB', 1000, 'B'],
    ['1 KB', 1000, 'B'],
    ['1.1 GB', 1_100_000_000, 'B'],
    ['16 EiB', 2 ** 64, 'B'],
    ['1 MB/s', 1e6, 'B/s'],
    ['5 Gbit/s', 625e6, 'B/s'],
    ['30 GB/d', 30e9 / 86_400, 'B/s'],
    ['8 bit', 1, 'B'],
    ['1000 /s', 1000, '1/s'],
    ['1000/s', 1000, '1/s'],
    ['1000 records/s', 1000, '1/s'],
    ['1 request / s', 1, '1/s'],
    ['12 /h', 12 / 3600, '1/s'],
    ['2 /yr', 2 / 31_536_000, '1/s'],
    ['0.192 USD/h', 0.192 / 3600, 'USD/s'],
    ['0.0004 USD/1000', 4e-7, 'USD'],
    ['0.2 USD/1e6', 2e-7, 'USD'],
    ['5 USD/TB', 5e-12, 'USD/B'],
    ['10 ns/B', 1e-8, 's/B'],
    ['2 GB*h', 2e9 * 3600, 'B*s'],
    ['-3.5e2 s', -350, 's'],
    ['\u22123\u00a0s', -3, 's'],
    ['1e9', 1e9, '1'],
    ['.5', 0.5, '1'],
    ['0', 0, '1'],
  ])('reads %s', (text, value, dimension) => {
    const result = parsed(text);
    expect(result.value).toBe(value);
    expect(formatDimension(result.dimension)).toBe(dimension);
    expect(result.percent).toBe(false);
  });

  it('reads a price per GB and month as the double nearest to the written decimal', () => {
    // 0.023 / 10^9 / 2,628,000 = 8.75190258751902587...e-18; the doubles around it end in ...025 and ...027.
    expect(parsed('0.023 USD/GB/month').value).toBe(8.751902587519025e-18);
    expect(formatDimension(parsed('0.023 USD/GB/month').dimension)).toBe('USD/B/s');
  });

  it('reads per cent as a share of one', () => {
    expect(parsed('5%')).toMatchObject({ value: 0.05, percent: true, bare: false });
    expect(parsed('99.9 %')).toMatchObject({ value: 0.999, percent: true });
  });

  it('tells a bare number from a counting word', () => {
    expect(parsed('7').bare).toBe(true);
    expect(parsed('7 files').bare).toBe(false);
    expect(parsed('7 s').bare).toBe(false);
  });

  it('reads thousandths of a millisecond and gigabytes as their decimals say', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (thousandths) => {
        const text = (thousandths / 1000).toFixed(3);
        expect(parsed(`${text} ms`).value).toBe(Number(`${text}e-3`));
        expect(parsed(`${text} GB`).value).toBe(thousandths * 1e6);
      }),
      { seed: 11, numRuns: 2000 },
    );
  });

  it('gives back the factor of every unit it names', () => {
    for (const name of unitNames()) expect(parsed(`1 ${name}`).value).toBe(lookupUnit(name)!.factor);
  });

  it.each([
    ['5 m', 'ambiguous-unit', 'm', 'min', '"m" may mean two things: write "min" or "month"'],
    ['5 Gb', 'ambiguous-unit', 'Gb', 'GB', '"Gb" may mean two things: write "GB" or "Gbit"'],
    ['5 Gbps', 'unknown-unit', 'Gbps', 'Gbit/s', 'write "Gbit/s" for "Gbps"'],
    ['5 seconds', 'unknown-unit', 'seconds', 's', 'write "s" for "seconds"'],
    ['5 µs', 'unknown-unit', 'µs', 'us', 'write "us" for "µs"'],
    ['5 mss', 'unknown-unit', 'mss', 'ms', '"mss" is not a unit; did you mean "ms"?'],
    ['5 minuts', 'unknown-unit', 'minuts', 'min', '"minuts" is not a unit; did you mean "min"?'],
    ['5 x', 'unknown-unit', 'x', undefined, '"x" is not a unit'],
    ['$5', 'syntax', '$5', '5 USD', 'write "5 USD": money is in USD, after the number'],
    ['5 $/h', 'syntax', '5 $/h', '5 USD/h', 'write "5 USD/h": money is in USD, after the number'],
    ['1,000 files', 'syntax', '1,000', '1000', 'write "1000" for "1,000": numbers take no separators'],
    ['1_000_000', 'syntax', '1_000_000', '1000000', 'write "1000000" for "1_000_000": numbers take no separators'],
    ['1,5 s', 'syntax', '1,5', '1.5', 'write "1.5" for "1,5": decimals follow a point'],
  ])('refuses %s and says what to write', (text, code, found, suggestion, message) => {
    const { ok, ...rest } = refused(text);
    expect(ok).toBe(false);
    expect(rest).toEqual(suggestion === undefined ? { code, found, message } : { code, found, message, suggestion });
  });

  it.each([
    ['', '', 'a quantity is missing, such as "10 ms"'],
    ['fast', 'fast', '"fast" is not a quantity: a number comes first, then the unit, as in "10 ms"'],
    ['5 MB/', '/', 'a unit is missing after "/"'],
    ['5 MB s', 's', '"s" was not expected here: a quantity is one number and its unit, as in "10 ms" or "5 MB/s"'],
    ['5 USD/500', '500', 'only a unit or a power of ten may stand below the line, not "500"'],
    ['5%/h', '/h', '"%" stands alone after its number, without "/h"'],
    ['1e400', '1e400', '"1e400" is too large or too small'],
    ['1e-400 s', '1e-400', '"1e-400" is too large or too small'],
    ['1e999999999 s', '1e999999999', '"1e999999999" is too large or too small'],
    [
      '2 * 3 s',
      '* 3 s',
      '"* 3 s" was not expected here: a quantity is one number and its unit, as in "10 ms" or "5 MB/s"',
    ],
  ])('refuses "%s" as no quantity', (text, found, message) => {
    expect(refused(text)).toMatchObject({ code: 'syntax', found, message });
  });

  it('answers any text at all, in bounded time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        const result = parseQuantity(text);
        if (result.ok) expect(Number.isFinite(result.value)).toBe(true);
        else expect(result.message).not.toBe('');
      }),
      { seed: 12, numRuns: 3000 },
    );
  });
});
