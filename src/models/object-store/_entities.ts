/**
 * Numbers of requests within an activity, which key their luck. An occurrence has 2^32 of them, so that object 17 of
 * the third read has the same number in every design, however many objects each design reads.
 */
export const entitiesPerOccurrence = 2 ** 32;
