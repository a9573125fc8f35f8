/**
 * How a block's keys are described: once, as plain data. From it the scenario language makes its checks, messages,
 * JSON Schema and `explain`; TypeScript infers the values' types; models never see a parser.
 */
import type { DistributionSpec } from './distribution-spec.ts';

export type FieldType =
  | 'time'
  | 'size'
  | 'bandwidth'
  | 'frequency'
  | 'price'
  | 'cpu'
  | 'share'
  | 'count'
  | 'number'
  | 'flag'
  | 'word'
  | 'text'
  | 'path'
  | 'rate'
  | 'ref'
  | 'block'
  | 'list'
  /** Names of the writer's own to values of one kind (`of`): `{ ec2: 10% }`. Merges key by key. */
  | 'map'
  /** All rows of a table of the world's numbers; nobody writes it. */
  | 'rows'
  /** A component of its own inside the block, with a profile (`part`); the value is its name. */
  | 'part';

/** A rate that may vary with time (base units: 1/s or B/s). A plain rate has nothing but `base`. */
export interface RateSpec {
  readonly base: number;
  /** 24 factors, by hour of the day, mean 1. */
  readonly daily?: readonly number[];
  /** Factor on Saturday and Sunday. */
  readonly weekend?: number;
  /** Growth a year, 0.6 is 60 %. */
  readonly yearlyGrowth?: number;
  readonly bursts?: { readonly factor: number; readonly forSeconds: number; readonly everySeconds: number };
  /** What came when, from a file; `base` is then a factor, usually 1. */
  readonly trace?: RateTrace;
}

/** Amounts (requests, records or bytes), each coming evenly from its time to the next: one time more than amounts. */
export interface RateTrace {
  /** Of its file, for people. */
  readonly name?: string;
  readonly times: readonly number[];
  readonly amounts: readonly number[];
  /** Where the file lists jobs one by one: each comes at its own time, and several may at one. */
  readonly jobs?: readonly TraceJob[];
}

/** A job of a trace; what it read, moved between its tasks, and wrote. */
export interface TraceJob {
  readonly atSeconds: number;
  readonly inputBytes: number;
  readonly shuffleBytes: number;
  readonly outputBytes: number;
}

export interface Field<T> {
  readonly doc: string;
  readonly type: FieldType;
  /** Of a rate: a trace that lists jobs one by one may stand here. */
  readonly takesJobs?: boolean;
  readonly words?: readonly string[];
  /** A distribution may stand here; the value is then always a DistributionSpec. */
  readonly random?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** Zero is refused. */
  readonly positive?: boolean;
  /** `none` may stand here; the value is then null. */
  readonly optional?: boolean;
  /** No fallback: the profile or the scenario must give it. */
  readonly fallback?: T;
  /** Keys of a nested block. */
  readonly fields?: Block;
  /** What a list or a map holds. */
  readonly of?: Field<unknown>;
  /** The word names a row of this table (`instances`); the value is the row. */
  readonly table?: string;
  /** What a `rate` counts: default frequency. */
  readonly rateOf?: 'frequency' | 'bandwidth';
  /** The capability that a `ref` or a `part` asks of the component it names. */
  readonly capability?: string;
  /** What a `part` is, and which profile it has unless the profile around it names another. */
  readonly part?: { readonly kind: string; readonly profile: string };
  /** A `ref` to another activity: one of these kinds, in which the key `without` is none. */
  readonly activities?: { readonly kinds: readonly string[]; readonly without: string };
  /** Carries the inferred type; never set. */
  readonly valueType?: T;
}

// biome-ignore lint/suspicious/noExplicitAny: a block holds fields of every type; Values<B> recovers them.
export type Block = Record<string, Field<any>>;

/** The values of a block: base units, distributions parsed, nothing undefined (`none` is null). */
export type Values<B extends Block> = {
  readonly [K in keyof B]: B[K] extends Field<infer T> ? T : never;
};

/** A row of a table of the world's numbers: an instance type with its NIC, cores and memory. */
export interface Row {
  readonly name: string;
  readonly values: { readonly [column: string]: number };
}

type Rest<T> = Omit<Field<T>, 'type' | 'random' | 'optional' | 'valueType'>;
type Quantity = 'time' | 'size' | 'bandwidth' | 'frequency' | 'price' | 'cpu' | 'share' | 'count' | 'number';

/** A number in base units. */
export const quantity = (type: Quantity, rest: Rest<number>): Field<number> => ({ type, ...rest });
/** A number in base units, or null for `none`. */
export const optionalQuantity = (type: Quantity, rest: Rest<number | null>): Field<number | null> => ({
  type,
  optional: true,
  ...rest,
});
/** A distribution of numbers in base units (a plain value is a constant). */
export const randomQuantity = (type: Quantity, rest: Rest<DistributionSpec>): Field<DistributionSpec> => ({
  type,
  random: true,
  ...rest,
});
/** A distribution, or null for `none`. */
export const optionalRandomQuantity = (
  type: Quantity,
  rest: Rest<DistributionSpec | null>,
): Field<DistributionSpec | null> => ({ type, random: true, optional: true, ...rest });
export const flag = (rest: Rest<boolean>): Field<boolean> => ({ type: 'flag', ...rest });
export const word = <W extends string>(words: readonly W[], rest: Omit<Rest<W>, 'words'>): Field<W> => ({
  type: 'word',
  words,
  ...rest,
});
export const optionalWord = (rest: Rest<string | null>): Field<string | null> => ({
  type: 'word',
  optional: true,
  ...rest,
});
/** A word that names a row of a table, or null for `none`. */
export const optionalRow = (table: string, rest: Omit<Rest<Row | null>, 'table'>): Field<Row | null> => ({
  type: 'word',
  table,
  optional: true,
  ...rest,
});
/** All rows of a table, for a model that finds its row by more than one word. */
export const rows = (
  table: string,
  rest: Omit<Rest<{ readonly [row: string]: Row }>, 'table'>,
): Field<{ readonly [row: string]: Row }> => ({ type: 'rows', table, ...rest });
/** Words for people, taken as they are. */
export const text = (rest: Rest<string>): Field<string> => ({ type: 'text', ...rest });
export const rate = (rest: Rest<RateSpec>): Field<RateSpec> => ({ type: 'rate', ...rest });
/** A rate, or null for `none`. */
export const optionalRate = (rest: Rest<RateSpec | null>): Field<RateSpec | null> => ({
  type: 'rate',
  optional: true,
  ...rest,
});
/** The name of another component that offers the capability. */
export const ref = (capability: string, rest: Omit<Rest<string>, 'capability'>): Field<string> => ({
  type: 'ref',
  capability,
  ...rest,
});
/** A component inside this one: `client` in `compute`. It is asked for by its capability, by this component alone. */
export const part = (
  kind: string,
  rest: Omit<Rest<string>, 'part' | 'capability'> & { capability: string; profile: string },
): Field<string> => {
  const { capability, profile, ...others } = rest;
  return { type: 'part', capability, part: { kind, profile }, ...others };
};
/** The name of another activity of the design, or null for `none`. */
export const activityRef = (
  activities: NonNullable<Field<unknown>['activities']>,
  { doc }: Pick<Field<unknown>, 'doc'>,
): Field<string | null> => ({ type: 'ref', optional: true, fallback: null, doc, activities });
export const block = <B extends Block>(fields: B, rest: Omit<Rest<Values<B>>, 'fields'>): Field<Values<B>> => ({
  type: 'block',
  fields,
  ...rest,
});
export const optionalBlock = <B extends Block>(
  fields: B,
  rest: Omit<Rest<Values<B> | null>, 'fields'>,
): Field<Values<B> | null> => ({ type: 'block', fields, optional: true, ...rest });
export const list = <T>(of: Field<T>, rest: Omit<Rest<readonly T[]>, 'of'>): Field<readonly T[]> => ({
  type: 'list',
  of,
  ...rest,
});
export const map = <T>(
  of: Field<T>,
  rest: Omit<Rest<{ readonly [name: string]: T }>, 'of'>,
): Field<{ readonly [name: string]: T }> => ({ type: 'map', of, ...rest });
