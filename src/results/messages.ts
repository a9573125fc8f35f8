/** What is said when a result file cannot be written or read. */

export const messages = {
  notFinite: (path: string, value: number) =>
    `${path || '/'} is ${value}: results hold finite numbers, and null with a reason where nothing was measured`,
  notData: (path: string, kind: string) =>
    `${path || '/'} is ${kind}: results hold null, booleans, finite numbers, strings, lists and plain objects`,
  notJson: (detail: string) => `this is not JSON: ${detail}`,
  notAnObject: (found: string) => `a result file is a JSON object, and this is ${found}`,
  otherSchema: (found: string) => `the file says schema ${found}; this version of lakesim reads schema 1`,
  missing: (path: string) => `${path} is missing`,
  wrongType: (path: string, expected: string, found: string) => `${path || '/'} should be ${expected}, and is ${found}`,
  unknownDesign: (path: string, name: string) => `${path} names the design ${name}, and designs has no such entry`,
  noPlace: (path: string, place: number) => `${path} is ${place}, a place in a list that has no such one`,
  uneven: (path: string) => `${path} has not one number for each objective and limit of the wish`,
  more: (count: number) => `and ${count} more of this kind`,
};

export const hints = {
  notJson: 'Is it the results.json that `lakesim run` wrote? A file that was cut off ends in the middle.',
  otherSchema: 'Run the scenario again with this version; the file holds its text under scenario.text.',
  wrongShape: 'The file was changed by hand or written by another program; run the scenario again.',
};
