/**
 * A checked scenario as plain data: it crosses worker threads, and a sweep, an assumption or a browser changes a
 * parameter in it without YAML, zod or mathjs. Values stay as they were written (`raw`), typed when a design is resolved.
 */
import type { Dimension } from '../../units/index.ts';

/** What YAML gives: numbers, text, flags, lists and maps. */
export type Raw = number | string | boolean | null | readonly Raw[] | { readonly [key: string]: Raw };
export type RawMap = { readonly [key: string]: Raw };
/** Keys and positions from the top of the file. */
export type Path = readonly (string | number)[];

export type Operator = '+' | '-' | '*' | '/' | '^' | '<' | '<=' | '>' | '>=' | '==' | '!=';
/** An expression as a small tree of plain data. */
export type Expression =
  | { readonly k: 'number'; readonly value: number; readonly dimension: Dimension }
  | { readonly k: 'name'; readonly name: string }
  /** A metric's words as written, or a claim's id: `a.read.latency.p99`. */
  | { readonly k: 'metric'; readonly words: readonly string[] }
  | { readonly k: 'negate'; readonly of: Expression }
  | { readonly k: 'operator'; readonly op: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly k: 'choose'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly k: 'call'; readonly name: string; readonly of: readonly Expression[] };

/** A value of a profile with where it comes from. */
export interface ProfileValue {
  readonly value: Raw;
  readonly source: string | null;
  readonly date?: string;
  readonly low?: Raw;
  readonly high?: Raw;
}
export interface Profile {
  readonly name: string;
  /** Component kind. */
  readonly for: string;
  readonly model: string;
  readonly title: string;
  readonly values: { readonly [key: string]: ProfileValue };
  /** By key, by word: values that stand in when the key has that word (`load: busy`). */
  readonly variants: { readonly [key: string]: { readonly [word: string]: { readonly [key: string]: ProfileValue } } };
  /** Written by a user: a number without a source is `assumed`. */
  readonly own: boolean;
  readonly notModelled: readonly string[];
  /** Keys and the words that they take when a prediction range is drawn: the hour, the client. */
  readonly prediction: { readonly [key: string]: string };
}
/** A named row of numbers that a word stands for: an instance type. */
export interface TableRow {
  readonly name: string;
  readonly values: { readonly [key: string]: number };
  readonly source: string;
  readonly date?: string;
  /** Why the row cannot be used, where its numbers are not known. */
  readonly refused?: string;
}

export interface ExpectSpec {
  readonly text: string;
  readonly low: number;
  readonly high: number;
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
}
/** An axis: values to take, or everything between. Raw values are typed by the address. */
export interface AxisSpec {
  readonly address: string;
  readonly values?: readonly Raw[];
  readonly low?: Raw;
  readonly high?: Raw;
  readonly scale?: 'linear' | 'log';
  readonly points?: number;
}
export interface AssumptionSpec {
  readonly address: string;
  readonly low: Raw;
  readonly high: Raw;
  readonly scale?: 'linear' | 'log';
}
export interface ClaimSpec {
  readonly id: string;
  readonly says: string;
  readonly source: string | null;
  readonly tags: readonly string[];
  readonly basis: 'stated' | 'measured';
  readonly promised?: 'confirmed' | 'refuted' | 'inconclusive' | 'not_modelled';
  readonly notModelled?: string;
  /** Text and tree of the metric expression. */
  readonly value?: { readonly text: string; readonly expression: Expression };
  readonly expect?: ExpectSpec;
  readonly assumptions: readonly AssumptionSpec[];
}
export interface ChartSpec {
  readonly y: { readonly text: string; readonly expression: Expression };
  readonly x: string;
  readonly color?: string;
  readonly scale?: 'linear' | 'log';
  readonly title?: string;
}
/** One number of the wish: what shall be small or large, or keep a limit. */
export interface WishSpec {
  readonly text: string;
  readonly expression: Expression;
}
/** The wish: what shall be best, and under which limits. */
export interface TuneSpec {
  /** The first decides; several give a Pareto front. */
  readonly objectives: readonly (WishSpec & { readonly better: 'low' | 'high' })[];
  /** `index`: its place in the list as it is written. */
  readonly constraints: readonly (WishSpec & { readonly expect: ExpectSpec; readonly index: number })[];
  /** Axes of the sweep that are circumstances, not choices: the wish is granted for each of their values. */
  readonly given: readonly string[];
}
export interface RunSpec {
  readonly seed: number;
  /** With a precision: the most there may be. */
  readonly replications: number;
  /** As many replications as it takes until each claim's interval is so narrow, as a share of its value; null: as given. */
  readonly precision: number | null;
  readonly horizonSeconds: number | null;
  /** Simulated time before anything is measured; `auto` until a pilot has found it. */
  readonly warmUpSeconds: number | 'auto';
  readonly windowSeconds: number | null;
  readonly fidelity: 'auto' | 'exact' | 'collapsed';
  readonly limits: { readonly events: number; readonly wallTimeSeconds: number };
}

export interface Scenario {
  /** Base name of the file. */
  readonly file: string;
  readonly text: string;
  /** Of the text with LF and without BOM. */
  readonly sha256: string;
  readonly title: string;
  readonly question: string;
  readonly parameters: RawMap;
  readonly defaults: RawMap;
  readonly designs: { readonly [name: string]: RawMap };
  readonly designOrder: readonly string[];
  readonly baseline: string;
  /** As written; typed (with parameters and overrides) in `Resolved.run`. */
  readonly run: RawMap;
  readonly claims: readonly ClaimSpec[];
  readonly sweep: { readonly axes: readonly AxisSpec[]; readonly paired: boolean } | null;
  readonly tune: TuneSpec | null;
  readonly charts: readonly ChartSpec[];
  /** `=` expressions by their text without the `=`. */
  readonly expressions: { readonly [text: string]: Expression };
  /** Profiles of every kind that the file or its variations may name: by kind, by name. */
  readonly profiles: { readonly [kind: string]: { readonly [name: string]: Profile } };
  readonly tables: { readonly [table: string]: { readonly [row: string]: TableRow } };
  /** Line of each value in the file, by its path joined with `/`: provenance for the inputs. */
  readonly lines: { readonly [path: string]: number };
  /** What the command line changed: address to text. */
  readonly set: { readonly [address: string]: string };
  readonly overridden: { readonly seed?: number; readonly replications?: number };
}

/** A change of one address: text as a user writes it, or a number already in base units. */
export type Override = { readonly raw: Raw } | { readonly base: number };
export type Overrides = { readonly [address: string]: Override };

/** An issue found while resolving: a place (a path in the file, or an address) and words. */
export interface Issue {
  readonly code: string;
  /** Where in the file; empty for things that stand nowhere. */
  readonly path: Path;
  /** Point at the key, not the value. */
  readonly atKey?: boolean;
  /** What the place is called: `storage.firstByte`. */
  readonly subject: string;
  readonly message: string;
  readonly hint?: string;
}

export interface ResolvedInput {
  /** `client.connections`, without the design. */
  readonly address: string;
  readonly value: unknown;
  readonly unit: string;
  readonly origin: 'given' | 'default' | 'derived' | 'assumed';
  readonly source: string | null;
  readonly date?: string;
  readonly profile?: string;
  readonly low?: unknown;
  readonly high?: unknown;
  readonly doc: string;
  /** Numbers that vary: whole, continuous; or a word. */
  readonly variesAs: 'integer' | 'continuous' | 'word' | 'fixed';
}
export interface ResolvedComponent {
  readonly name: string;
  readonly kind: string;
  /** Which model carries it out; several may share a kind. */
  readonly model: string;
  readonly profile: string;
  readonly values: { readonly [key: string]: unknown };
  /** Which component fulfils what it needs: capability to name. */
  readonly needs: { readonly [capability: string]: string };
}
/** When an activity happens; times in seconds, null where there is none. */
export interface Timing {
  readonly at: readonly number[] | null;
  readonly everySeconds: number | null;
  readonly arrivals: import('../../fields/index.ts').RateSpec | null;
  readonly closedLoop: { readonly users: number; readonly thinkSeconds: number } | null;
  readonly after: string | null;
  /** A state of the world, as the kind of activity describes it, and how often it is looked at. */
  readonly when: { readonly condition: { readonly [key: string]: unknown }; readonly checkSeconds: number } | null;
  readonly delaySeconds: number;
  readonly fromSeconds: number;
  readonly untilSeconds: number | null;
  readonly count: number | null;
  readonly times: number;
  readonly overlap: 'parallel' | 'queue' | 'skip';
  readonly deadlineSeconds: number | null;
}
export interface ResolvedActivity {
  readonly name: string;
  readonly kind: string;
  readonly values: { readonly [key: string]: unknown };
  readonly timing: Timing;
  /** Component that does it, and other references: capability to name. */
  readonly uses: { readonly [capability: string]: string };
  /** Keys of its own that somebody gave, where jobs of a trace may fill the others. */
  readonly given?: readonly string[];
}
export interface ResolvedDesign {
  readonly name: string;
  /** In the order of needs: what is needed stands before what needs it. */
  readonly components: readonly ResolvedComponent[];
  readonly activities: readonly ResolvedActivity[];
  readonly inputs: readonly ResolvedInput[];
}
export interface Resolved {
  /** Values in base units; words as text. */
  readonly parameters: { readonly [name: string]: number | string | boolean };
  readonly parameterInputs: readonly ResolvedInput[];
  readonly designs: readonly ResolvedDesign[];
  readonly run: RunSpec;
}
