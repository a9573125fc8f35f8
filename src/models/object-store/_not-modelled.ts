/** The weightiest first; `direction` says which way the results lean. */
export const notModelled: readonly { text: string; direction?: string }[] = [
  {
    text: 'Request limits per prefix (S3: 5,500 GETs a second and partition), 503 answers and retries.',
    direction: 'Above a few thousand requests a second on one prefix, results are too fast.',
  },
  {
    text: 'The hour of the day moves all requests together; load: quiet, typical or busy holds it fixed for a run.',
    direction: 'Intervals are too narrow for a client that runs at any hour; the prediction range draws the hour.',
  },
  {
    text: 'Of what is kept only what stored says is billed; objects that are read are not counted as stored of themselves.',
    direction: 'Costs lack storage.',
  },
  { text: 'Slow pages over many old versions or delete markers.', direction: 'Listing such a prefix is too fast.' },
  { text: 'The first read of an object that has long not been read may be slower than later ones.' },
];
