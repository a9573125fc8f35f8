/** What the steps of resolving share: parameters, overrides, issues, known addresses. */
import type { Field } from '../../fields/index.ts';
import { type Dimension, nearestName, parseQuantity } from '../../units/index.ts';
import { DimensionError, dimensionless, dimensionOf, evaluate, namesIn } from './expression.ts';
import type { Issue, Override, Overrides, Path, ProfileValue, Raw, ResolvedInput, Scenario } from './types.ts';
import { type ExpressionValue, type Typed, type TypingContext, typeValue, unitOfField } from './typing.ts';

export type ParameterValue =
  | { readonly value: number; readonly dimension: Dimension; readonly derived: string | null }
  | { readonly value: string | boolean; readonly dimension: null; readonly derived: string | null };

/**
 * Typed values of profiles that no parameter enters: a sweep resolves the same profiles again and again, and a price book
 * has hundreds of values. The profile's values belong to one scenario, so the key is the value itself.
 */
const standards = new WeakMap<ProfileValue, { readonly field: Field<unknown>; readonly typed: Typed }>();

/** A value as text from the command line becomes what YAML would have made of it. */
export const rawFromText = (text: string): Raw => {
  const trimmed = text.trim();
  if (/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(trimmed)) return Number(trimmed);
  if (trimmed === 'true') return true;
  if (trimmed === 'false') return false;
  return trimmed;
};

export class Resolver {
  readonly scenario: Scenario;
  readonly overrides: Overrides;
  readonly issues: Issue[] = [];
  /** Addresses that exist; for nearest names and for telling a wrong `--set`. */
  readonly known = new Set<string>();
  private readonly used = new Set<string>();
  private readonly fromCommandLine = new Set<string>();
  private readonly parameters = new Map<string, ParameterValue | null>();
  private readonly open: string[] = [];
  private parameterReads = 0;

  constructor(scenario: Scenario, overrides: Overrides) {
    const all: Record<string, Override> = {};
    for (const [address, text] of Object.entries(scenario.set)) {
      all[address] = { raw: rawFromText(text) };
      if (!Object.hasOwn(overrides, address)) this.fromCommandLine.add(address);
    }
    this.scenario = scenario;
    this.overrides = { ...all, ...overrides };
  }

  /** The strongest override among some addresses of the same place (the design's own first), marked as used. */
  override(...addresses: string[]): { address: string; override: Override } | null {
    for (const address of addresses) this.known.add(address);
    for (const address of addresses) {
      const override = Object.hasOwn(this.overrides, address) ? this.overrides[address] : undefined;
      if (override) {
        for (const each of addresses) this.used.add(each);
        return { address, override };
      }
    }
    return null;
  }

  /** Where a value came from, for people: the line of the file, or the command line. */
  placeOf(path: Path): string {
    const key = path.join('/');
    const line = this.scenario.lines[key] ?? this.scenario.lines[path.slice(0, -1).join('/')];
    return line === undefined ? this.scenario.file : `${this.scenario.file}:${line}`;
  }
  sourceOfOverride(address: string): string {
    return this.fromCommandLine.has(address) ? `--set ${address}=${this.scenario.set[address]}` : 'varied';
  }

  issue(issue: Issue): void {
    this.issues.push(issue);
  }

  /** Types a raw value of the file and reports what is wrong with it at its place. */
  type(field: Field<unknown>, raw: Raw, path: Path, subject: string): Typed {
    return typeValue(field, raw, this.context(path, subject));
  }

  context(path: Path, subject: string): TypingContext {
    return {
      expression: (text) => this.expression(text),
      tables: this.scenario.tables,
      report: (found) => {
        // An expression that could not be read was reported where it was read.
        if (found.message === '') return;
        this.issue({
          code: found.code,
          path: [...path, ...found.path],
          subject: [subject, ...found.path].join('.'),
          message: found.message,
          ...(found.atKey ? { atKey: true } : {}),
          ...(found.hint ? { hint: found.hint } : {}),
        });
      },
    };
  }

  /** Types a profile's value; once for each scenario where no parameter enters it. */
  typeStandard(field: Field<unknown>, standard: ProfileValue, subject: string): Typed {
    const known = standards.get(standard);
    if (known?.field === field) return known.typed;
    const issuesBefore = this.issues.length;
    const readsBefore = this.parameterReads;
    const typed = this.type(field, standard.value, [], subject);
    if (this.issues.length === issuesBefore && this.parameterReads === readsBefore)
      standards.set(standard, { field, typed });
    return typed;
  }

  /** Types an override: text as a user writes it, or a number in base units already. */
  typeOverride(field: Field<unknown>, { address, override }: { address: string; override: Override }): Typed {
    if ('raw' in override) return this.type(field, override.raw, [], address);
    const value = field.type === 'count' ? Math.round(override.base) : override.base;
    if (field.random) return { value: { kind: 'constant', value }, derived: null };
    if (field.type === 'rate') return { value: { base: value }, derived: null };
    return { value, derived: null };
  }

  /** The value of an expression over parameters. */
  expression(text: string): ExpressionValue {
    const tree = Object.hasOwn(this.scenario.expressions, text) ? this.scenario.expressions[text] : undefined;
    if (!tree) return { ok: false, message: '' };
    for (const name of namesIn(tree)) {
      if (!Object.hasOwn(this.scenario.parameters, name)) {
        const nearest = nearestName(name, Object.keys(this.scenario.parameters));
        return {
          ok: false,
          message: `there is no parameter "${name}"`,
          ...(nearest ? { hint: `did you mean ${nearest}?` } : {}),
        };
      }
      if (this.parameter(name) === null) return { ok: false, message: '' };
    }
    if (tree.k === 'name') {
      const whole = this.parameter(tree.name);
      if (whole && whole.dimension === null) return { ok: true, word: whole.value };
    }
    const word = namesIn(tree).find((name) => this.parameter(name)?.dimension === null);
    if (word)
      return { ok: false, message: `the parameter "${word}" is a word; a word can only be passed on whole (=${word})` };
    try {
      const dimension = dimensionOf(tree, (name) => this.parameter(name)?.dimension ?? dimensionless);
      const value = evaluate(tree, (name) => Number(this.parameter(name)?.value));
      return { ok: true, value, dimension };
    } catch (error) {
      if (error instanceof DimensionError) return { ok: false, message: error.message };
      throw error;
    }
  }

  /** A parameter's value, or null when it has none (an issue was reported). */
  parameter(name: string): ParameterValue | null {
    this.parameterReads++;
    const known = this.parameters.get(name);
    if (known !== undefined) return known;
    const path = ['parameters', name];
    if (this.open.includes(name)) {
      const circle = [...this.open.slice(this.open.indexOf(name)), name].join(' → ');
      this.issue({ code: 'cycle', path, subject: name, message: `goes round in a circle: ${circle}` });
      for (const each of this.open) this.parameters.set(each, null);
      return null;
    }
    this.open.push(name);
    const value = this.findParameter(name, path);
    this.open.pop();
    if (!this.parameters.has(name)) this.parameters.set(name, value);
    return this.parameters.get(name) ?? null;
  }

  private findParameter(name: string, path: Path): ParameterValue | null {
    const changed = this.override(name);
    if (!changed) return this.parameterFromRaw(name, this.scenario.parameters[name] ?? null, path);
    const { override } = changed;
    if ('base' in override) {
      const dimension = this.parameterFromRaw(name, this.scenario.parameters[name] ?? null, path)?.dimension;
      return { value: override.base, dimension: dimension ?? dimensionless, derived: null };
    }
    const value = this.parameterFromRaw(name, override.raw, []);
    const declared = this.parameterFromRaw(name, this.scenario.parameters[name] ?? null, path);
    if (value?.dimension && declared?.dimension && !sameKind(value.dimension, declared.dimension)) {
      this.issue({
        code: 'dimension',
        path: [],
        subject: name,
        message: `is another kind of quantity than in the file; "${String(override.raw)}" does not fit`,
      });
      return null;
    }
    return value;
  }

  private parameterFromRaw(name: string, raw: Raw, path: Path): ParameterValue | null {
    const fail = (code: string, message: string, hint?: string): null => {
      if (message !== '') this.issue({ code, path, subject: name, message, ...(hint ? { hint } : {}) });
      return null;
    };
    if (typeof raw === 'number') {
      return Number.isFinite(raw)
        ? { value: raw, dimension: dimensionless, derived: null }
        : fail('range', 'is not a finite number');
    }
    if (typeof raw === 'boolean') return { value: raw, dimension: null, derived: null };
    if (typeof raw !== 'string') {
      return fail('parameter', 'needs a quantity, a number, true or false, a word or an = expression');
    }
    if (raw.trimStart().startsWith('=')) {
      const result = this.expression(raw.trim().slice(1).trim());
      if (!result.ok) return fail('expression', result.message, result.hint);
      if ('word' in result) return { value: result.word, dimension: null, derived: raw };
      if (!Number.isFinite(result.value)) return fail('range', `"${raw}" is not a finite number (${result.value})`);
      return { value: result.value, dimension: result.dimension, derived: raw };
    }
    const parsed = parseQuantity(raw);
    if (parsed.ok) return { value: parsed.value, dimension: parsed.dimension, derived: null };
    if (/^[a-z][a-z0-9.-]*$/i.test(raw)) return { value: raw, dimension: null, derived: null };
    return fail(parsed.code, parsed.message, parsed.suggestion);
  }

  /** Overrides that led nowhere. Call when all designs are resolved. */
  reportUnusedOverrides(): void {
    for (const address of Object.keys(this.overrides)) {
      if (this.used.has(address)) continue;
      const nearest = nearestName(address, [...this.known]);
      this.issue({
        code: 'unknown-address',
        path: [],
        subject: address,
        message: 'there is no such address in this scenario',
        hint: nearest ? `did you mean ${nearest}?` : `such as ${[...this.known].slice(0, 5).join(', ')}`,
      });
    }
  }

  /** The list of inputs gets an entry for a value. */
  input(
    field: Field<unknown>,
    address: string,
    value: unknown,
    from: Pick<ResolvedInput, 'origin' | 'source'> & Partial<ResolvedInput>,
  ): ResolvedInput {
    return { address, value, unit: unitOfField(field), doc: field.doc, variesAs: variesAs(field), ...from };
  }
}

const sameKind = (a: Dimension, b: Dimension): boolean => a.s === b.s && a.B === b.B && a.USD === b.USD;

const numeric: readonly string[] = [
  'time',
  'size',
  'bandwidth',
  'frequency',
  'price',
  'cpu',
  'share',
  'number',
  'rate',
];
export const variesAs = (field: Field<unknown>): ResolvedInput['variesAs'] => {
  if (field.type === 'count') return 'integer';
  if (numeric.includes(field.type)) return 'continuous';
  return field.type === 'word' || field.type === 'flag' ? 'word' : 'fixed';
};
