/**
 * Reads `number [space] unit { (/ or *) unit }` into base units.
 *
 * "1.7 ms", "90 MB/s", "1000 /s", "0.0004 USD/1000" (a power of ten may stand below the line), "5%". A value is the
 * double nearest to what the text says: the decimal is scaled exactly and rounded once, so 1.1 GB is a whole number of
 * bytes. Case counts in units.
 */
import { parseDecimal, scaleDecimal } from './_decimal.ts';
import { lookupRefusedUnit, refusedUnitNames } from './_refused-units.ts';
import { type Dimension, dimensionless, divideDimensions, multiplyDimensions } from './dimension.ts';
import { messages } from './messages.ts';
import { nearestName } from './nearest-name.ts';
import { lookupExactUnit, unitNames } from './unit-table.ts';

export type ParsedQuantity =
  | {
      ok: true;
      /** In base units: s, B, USD and their products. */
      value: number;
      dimension: Dimension;
      /** No unit was written. */
      bare: boolean;
      /** Written with "%"; the value is the share, 5% is 0.05. */
      percent: boolean;
    }
  | {
      ok: false;
      code: 'syntax' | 'unknown-unit' | 'ambiguous-unit';
      /** The part at fault, as written. */
      found: string;
      message: string;
      /** What to write in place of `found`. */
      suggestion?: string;
    };

type Failure = Extract<ParsedQuantity, { ok: false }>;

const maxLength = 200;
// Far beyond a double's range on either side, so that a huge exponent cannot ask for a huge power of ten.
const maxExponent = 400;

const numberPattern = /^[-+\u2212]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/;
const thousandsPattern = /^[-+\u2212]?\d{1,3}(?:[,_'\u2019]\d{3})+(?:\.\d+)?/;
const decimalCommaPattern = /^[-+\u2212]?\d+,\d+/;
const currencyPattern = /^(?:[-+\u2212]?\s*\$\s*([\d.]+)|([\d.]+)\s*\$)(.*)$/;
const wordPattern = /^(?:\p{L}+|\$|%)/u;
const digitsPattern = /^[\d.]+(?:e\+?\d+)?/i;
const powerOfTenPattern = /^1(?:0*|e\+?(\d+))$/i;

export function parseQuantity(text: string): ParsedQuantity {
  const trimmed = text.trim();
  if (trimmed === '') return syntax(text, messages.empty());
  if (trimmed.length > maxLength) return syntax(`${trimmed.slice(0, 20)}...`, messages.tooLong(maxLength));

  const currency = currencyPattern.exec(trimmed);
  if (currency) {
    const instead = `${currency[1] ?? currency[2]} USD${currency[3]?.trim() ?? ''}`;
    return syntax(trimmed, messages.currency(instead), instead);
  }
  const thousands = thousandsPattern.exec(trimmed)?.[0];
  if (thousands !== undefined) {
    const instead = thousands.replace(/[,_'\u2019]/g, '');
    return syntax(thousands, messages.thousands(thousands, instead), instead);
  }
  const comma = decimalCommaPattern.exec(trimmed)?.[0];
  if (comma !== undefined) {
    const instead = comma.replace(',', '.');
    return syntax(comma, messages.decimalComma(comma, instead), instead);
  }
  const number = numberPattern.exec(trimmed)?.[0];
  if (number === undefined) return syntax(trimmed, messages.notANumber(trimmed));

  const decimal = parseDecimal(number.replace(/^\u2212/, '-').replace(/^\+/, ''));
  if (Math.abs(decimal.exponent) > maxExponent) return syntax(number, messages.outOfRange(number));

  const rest = trimmed.slice(number.length).trim();
  if (rest.startsWith('%')) {
    const after = rest.slice(1).trim();
    if (after !== '') return syntax(after, messages.percentAlone(after));
    const share = scaleDecimal({ digits: decimal.digits, exponent: decimal.exponent - 2 }, 1n, 1n);
    return { ok: true, value: share, dimension: dimensionless, bare: false, percent: true };
  }
  const unit = parseUnitProduct(rest);
  if (!unit.ok) return unit;
  const { digits, exponent } = decimal;
  const value = scaleDecimal({ digits, exponent: exponent + unit.exponent }, unit.numerator, unit.denominator);
  if (!Number.isFinite(value) || (value === 0 && digits !== 0n)) return syntax(number, messages.outOfRange(number));
  // The sum turns -0 into 0.
  return { ok: true, value: value + 0, dimension: unit.dimension, bare: unit.bare, percent: false };
}

interface UnitProduct {
  readonly ok: true;
  readonly numerator: bigint;
  readonly denominator: bigint;
  /** A further power of ten. */
  readonly exponent: number;
  readonly dimension: Dimension;
  readonly bare: boolean;
}

/** What follows the number: nothing, "MB/s", "/s", "USD/1000", "GB*h". */
function parseUnitProduct(text: string): UnitProduct | Failure {
  let numerator = 1n;
  let denominator = 1n;
  let exponent = 0;
  let dimension = dimensionless;
  let bare = true;
  let rest = text;
  let operator = '*';
  let before = '';
  if (rest.startsWith('/')) {
    operator = '/';
    before = '/';
    rest = rest.slice(1).trimStart();
  }
  while (rest !== '' || before !== '') {
    const power = operator === '/' ? digitsPattern.exec(rest)?.[0] : undefined;
    if (power !== undefined) {
      const tens = countTens(power);
      if (tens === undefined || tens > maxExponent) return syntax(power, messages.notPowerOfTen(power));
      exponent -= tens;
      rest = rest.slice(power.length).trimStart();
    } else {
      const word = wordPattern.exec(rest)?.[0];
      if (word === undefined) return rest === '' ? syntax(before, messages.unitExpected(before)) : unexpected(rest);
      const unit = lookupExactUnit(word);
      if (unit === undefined) return refuseUnit(word);
      if (operator === '/') {
        denominator *= unit.whole;
        exponent -= unit.exponent;
        dimension = divideDimensions(dimension, unit.dimension);
      } else {
        numerator *= unit.whole;
        exponent += unit.exponent;
        dimension = multiplyDimensions(dimension, unit.dimension);
      }
      bare = false;
      rest = rest.slice(word.length).trimStart();
    }
    if (rest === '') break;
    operator = rest.charAt(0);
    if (operator !== '/' && operator !== '*') return unexpected(rest);
    before = operator;
    rest = rest.slice(1).trimStart();
  }
  return { ok: true, numerator, denominator, exponent, dimension, bare };
}

/** 3 for "1000" and "1e3", undefined for what is not a power of ten. */
function countTens(text: string): number | undefined {
  const match = powerOfTenPattern.exec(text);
  if (match === null) return undefined;
  return match[1] === undefined ? text.length - 1 : Number(match[1]);
}

function refuseUnit(word: string): Failure {
  const refused = lookupRefusedUnit(word);
  const [instead] = refused?.instead ?? [];
  if (refused !== undefined && instead !== undefined) {
    return refused.ambiguous
      ? {
          ok: false,
          code: 'ambiguous-unit',
          found: word,
          message: messages.ambiguousUnit(word, refused.instead),
          suggestion: instead,
        }
      : {
          ok: false,
          code: 'unknown-unit',
          found: word,
          message: messages.refusedUnit(word, instead),
          suggestion: instead,
        };
  }
  const near = nearestName(word, [...unitNames(), ...refusedUnitNames()]);
  const nearest = near === undefined ? undefined : (lookupRefusedUnit(near)?.instead[0] ?? near);
  const message = messages.unknownUnit(word, nearest);
  return {
    ok: false,
    code: 'unknown-unit',
    found: word,
    message,
    ...(nearest === undefined ? {} : { suggestion: nearest }),
  };
}

function unexpected(found: string): Failure {
  return syntax(found, messages.unexpected(found));
}

function syntax(found: string, message: string, suggestion?: string): Failure {
  return { ok: false, code: 'syntax', found, message, ...(suggestion === undefined ? {} : { suggestion }) };
}
