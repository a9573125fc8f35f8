import { testCases } from './_cases.ts';

testCases(['refusals', 'priorities', 'sharing', 'networks']);
