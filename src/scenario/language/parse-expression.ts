/**
 * Text of an expression to a small tree. mathjs reads the grammar; what comes out is checked node by node, so that
 * nothing but arithmetic over names, units and a few functions gets through. Nothing is ever evaluated by mathjs.
 */
import { create, type FactoryFunctionMap, type MathNode, parseDependencies } from 'mathjs/number';
import { lookupUnit, nearestName, parseQuantity, unitNames } from '../../units/index.ts';
import { dimensionless, functionNames } from '../core/expression.ts';
import type { Expression, Operator } from '../core/types.ts';

const math = create(parseDependencies as FactoryFunctionMap);

export interface ReadExpression {
  readonly ok: true;
  readonly expression: Expression;
}
export interface UnreadExpression {
  readonly ok: false;
  readonly message: string;
  readonly hint?: string;
}

const longest = 500;
const operators: readonly string[] = ['+', '-', '*', '/', '^', '<', '<=', '>', '>=', '==', '!='];

class Refused extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

interface Node extends MathNode {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: string;
  readonly op?: string;
  readonly implicit?: boolean;
  readonly isPercentage?: boolean;
  readonly args?: Node[];
  readonly fn?: Node | string;
  readonly content?: Node;
  readonly condition?: Node;
  readonly trueExpr?: Node;
  readonly falseExpr?: Node;
  readonly object?: Node;
  readonly index?: Node;
  readonly dimensions?: Node[];
  readonly params?: Node[];
  readonly conditionals?: string[];
}

/**
 * Reads an expression. `metrics`: dotted names are metrics (claims, charts); otherwise every name is a parameter.
 * `parameters` are the names that stand for parameters; in metric expressions any other single name is a claim's id.
 */
export const parseExpression = (
  text: string,
  options: { metrics: boolean; parameters: readonly string[] },
): ReadExpression | UnreadExpression => {
  if (text.length > longest) return { ok: false, message: `is longer than ${longest} characters (${text.length})` };
  if (text.trim() === '') return { ok: false, message: 'the expression is empty' };
  let tree: Node;
  try {
    tree = math.parse(text) as Node;
  } catch (error) {
    const message = (error as Error).message.replace(/^Syntax(Error)?:? ?/i, '');
    return { ok: false, message: `cannot be read: ${message}` };
  }
  try {
    return { ok: true, expression: convert(tree, options, 0) };
  } catch (error) {
    if (error instanceof Refused)
      return { ok: false, message: error.message, ...(error.hint ? { hint: error.hint } : {}) };
    if (error instanceof RangeError) return { ok: false, message: 'is nested too deeply' };
    throw error;
  }
};

const number = (value: number): Expression => ({ k: 'number', value, dimension: dimensionless });

const convert = (
  node: Node,
  options: { metrics: boolean; parameters: readonly string[] },
  depth: number,
): Expression => {
  if (depth > 60) throw new Refused('is nested too deeply');
  const go = (child: Node | undefined): Expression => {
    if (!child) throw new Refused('cannot be read');
    return convert(child, options, depth + 1);
  };
  switch (node.type) {
    case 'ConstantNode':
      if (typeof node.value !== 'number')
        throw new Refused(`only numbers and names are allowed, not ${JSON.stringify(node.value)}`);
      return number(node.value);
    case 'ParenthesisNode':
      return go(node.content);
    case 'SymbolNode':
      return symbol(node.name ?? '', options);
    case 'AccessorNode':
      return { k: 'metric', words: dotted(node, options) };
    case 'ConditionalNode':
      return { k: 'choose', test: go(node.condition), yes: go(node.trueExpr), no: go(node.falseExpr) };
    case 'RelationalNode':
      throw new Refused('compares three things at once', 'write two comparisons');
    case 'FunctionNode': {
      const name = typeof node.fn === 'string' ? node.fn : (node.fn?.name ?? '');
      if (!(functionNames as readonly string[]).includes(name)) {
        const nearest = nearestName(name, functionNames);
        throw new Refused(
          `there is no function "${name}"`,
          nearest ? `did you mean ${nearest}?` : `functions: ${functionNames.join(' ')}`,
        );
      }
      const of = (node.args ?? []).map(go);
      const many = name === 'min' || name === 'max';
      if (of.length === 0 || (!many && of.length !== 1))
        throw new Refused(`${name} takes ${many ? 'at least one value' : 'one value'}; here are ${of.length}`);
      return { k: 'call', name, of };
    }
    case 'OperatorNode':
      return operator(node, go, options);
    default:
      throw new Refused(
        `${words[node.type] ?? 'this'} is not allowed in an expression`,
        `arithmetic, comparisons, a ? b : c and the functions ${functionNames.join(' ')}`,
      );
  }
};

const words: Record<string, string> = {
  AssignmentNode: 'an assignment',
  FunctionAssignmentNode: 'defining a function',
  ArrayNode: 'a list',
  ObjectNode: 'an object',
  BlockNode: 'more than one expression',
  RangeNode: 'a range',
  IndexNode: 'an index',
};

const operator = (
  node: Node,
  go: (child: Node | undefined) => Expression,
  options: { parameters: readonly string[] },
): Expression => {
  const args = node.args ?? [];
  const op = node.op ?? '';
  if (args.length === 1) {
    if (op === '-') return { k: 'negate', of: go(args[0]) };
    if (op === '+') return go(args[0]);
    throw new Refused(`the operator "${op}" is not allowed`);
  }
  // "64 MiB": a number and its unit, read exactly.
  if (node.implicit) {
    const [left, right] = args;
    if (
      left?.type === 'ConstantNode' &&
      right?.type === 'SymbolNode' &&
      !options.parameters.includes(right.name ?? '')
    ) {
      const quantity = parseQuantity(`${String(left.value)} ${right.name}`);
      if (!quantity.ok) throw new Refused(quantity.message, quantity.suggestion);
      return { k: 'number', value: quantity.value, dimension: quantity.dimension };
    }
    throw new Refused('two things stand side by side without an operator', 'write * between them');
  }
  if (!operators.includes(op)) throw new Refused(`the operator "${op}" is not allowed`);
  return { k: 'operator', op: op as Operator, left: go(args[0]), right: go(args[1]) };
};

const symbol = (name: string, options: { metrics: boolean; parameters: readonly string[] }): Expression => {
  if (options.parameters.includes(name)) return { k: 'name', name };
  const unit = lookupUnit(name);
  if (unit) return { k: 'number', value: unit.factor, dimension: unit.dimension };
  if (options.metrics) return { k: 'metric', words: [name] };
  const nearest = nearestName(name, [...options.parameters, ...unitNames()]);
  throw new Refused(
    `there is no parameter "${name}"`,
    nearest
      ? `did you mean ${nearest}?`
      : options.parameters.length > 0
        ? `parameters: ${options.parameters.join(', ')}`
        : 'the scenario has no parameters',
  );
};

/** `a.read.latency.p99` from nested property reads; nothing else may be indexed. */
const dotted = (node: Node, options: { metrics: boolean }): string[] => {
  if (!options.metrics) {
    throw new Refused(
      'an input cannot depend on a result',
      'names with dots are metrics; here only parameters can stand',
    );
  }
  const names: string[] = [];
  let at: Node | undefined = node;
  while (at?.type === 'AccessorNode') {
    const key: Node | undefined = at.index?.dimensions?.[0];
    if (
      at.index?.dimensions?.length !== 1 ||
      key?.type !== 'ConstantNode' ||
      typeof key.value !== 'string' ||
      !/^[A-Za-z][A-Za-z0-9_]*$/.test(key.value)
    ) {
      throw new Refused('an index is not allowed in an expression');
    }
    names.unshift(key.value);
    at = at.object;
  }
  if (at?.type !== 'SymbolNode' || !at.name) throw new Refused('a metric is written design.activity.metric');
  return [at.name, ...names];
};
