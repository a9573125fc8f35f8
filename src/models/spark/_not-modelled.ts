/** What the Spark model leaves out, the weightiest first. */
export const notModelled = [
  { text: 'Joins, broadcasts and skewed keys: a query is a scan and at most one shuffle of even partitions.' },
  { text: 'Garbage collection and memory of executors; what does not fit into memory is not spilled.' },
  { text: 'Shuffles and requests to the store use one network card, here each as if it had its own.' },
  { text: 'The driver’s own work for each file that it has listed.', direction: 'would make small files slower' },
];
