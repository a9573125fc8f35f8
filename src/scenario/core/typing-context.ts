/** What typing a value needs and gives: shared by its parts. */
import type { Dimension } from '../../units/index.ts';
import type { Path, Raw, RawMap, Scenario } from './types.ts';

export interface TypingIssue {
  readonly code: string;
  /** Keys below the value that was asked about. */
  readonly path: Path;
  readonly atKey?: boolean;
  readonly message: string;
  readonly hint?: string;
}

export type ExpressionValue =
  | { readonly ok: true; readonly value: number; readonly dimension: Dimension }
  | { readonly ok: true; readonly word: string | boolean }
  | { readonly ok: false; readonly message: string; readonly hint?: string };

export interface TypingContext {
  /** The value of an expression (text without `=`), or null when it cannot be known yet: then only its form is judged. */
  readonly expression: ((text: string) => ExpressionValue) | null;
  readonly tables: Scenario['tables'] | null;
  report(issue: TypingIssue): void;
}

export interface Typed {
  /** Undefined when it could not be typed (an issue was reported) or is not known yet. */
  readonly value: unknown;
  /** The expressions that it was derived by. */
  readonly derived: string | null;
}

export const unknown: Typed = { value: undefined, derived: null };
export const known = (value: unknown, derived: string | null = null): Typed => ({ value, derived });

export const isMap = (raw: unknown): raw is RawMap => typeof raw === 'object' && raw !== null && !Array.isArray(raw);

/** "10 ms", [1, 2] or {…} as a person would recognise it in a message. */
export const printRaw = (raw: Raw | undefined): string => {
  if (raw === undefined) return 'nothing';
  if (raw === null) return 'nothing';
  if (typeof raw === 'string') return `"${raw}"`;
  if (Array.isArray(raw)) return 'a list';
  if (isMap(raw)) return 'a map';
  return String(raw);
};

export const isExpression = (raw: Raw): raw is string => typeof raw === 'string' && raw.trimStart().startsWith('=');
export const expressionText = (raw: string): string => raw.trim().slice(1).trim();
