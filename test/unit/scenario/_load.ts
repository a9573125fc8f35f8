import { type LoadOptions, parseScenario } from '../../../src/scenario/index.ts';

/** The smallest scenario that is sound; parts can be replaced. */
export const sound = `lakesim: 1
title: t
question: q
designs:
  a:
    storage: textbook
    workload:
      - read:
          objects: 10
          size: 1 kB
`;

export const load = async (text: string, options: LoadOptions = {}) => {
  const result = await parseScenario('test.yaml', text, options);
  if (!result.ok)
    throw new Error(result.issues.map((i) => `${i.line}:${i.column} ${i.subject}: ${i.message}`).join('\n'));
  return result;
};

/** What is wrong, as `line:column subject: message (hint)`. */
export const problems = async (text: string, options: LoadOptions = {}): Promise<string[]> => {
  const result = await parseScenario('test.yaml', text, options);
  if (result.ok) return [];
  return result.issues.map(
    (i) =>
      `${i.line === null ? '' : `${i.line}:${i.column} `}${i.subject}: ${i.message}${i.hint ? ` (${i.hint})` : ''}`,
  );
};
