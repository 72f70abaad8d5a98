// What a fuzz from outside shares with the one from inside: no Jest, no services.
export { fuzzSeconds, fuzzSeed } from './config.ts';
export { SAYS_TOO_MUCH } from './fuzz.ts';
export { costOf, jsonAtTheLimit, tooDear } from './at-the-limit.ts';
