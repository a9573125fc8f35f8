/** What the Spark model leaves out, the weightiest first. */
export const notModelled = [
  { text: 'Joins are shuffles of so many bytes; what a join keeps in memory, and keys, are not known.' },
  { text: 'Garbage collection, and caches of data in memory.' },
  { text: 'Shuffles and requests to the store use one network card, here each as if it had its own.' },
  { text: 'The driver’s own work for each file that it has listed.', direction: 'would make small files slower' },
  { text: 'Shuffle files of finished stages outlive their executor.', direction: 'losses of workers would cost more' },
];
