import { answerOnce } from '@katrol/solver/child';
import { runOf, type RunAsked } from '../src/domain/run.ts';

// as a run does it in the service, with what it took
answerOnce(async (asked: RunAsked) => ({
  result: await runOf(asked),
  peakMb: process.resourceUsage().maxRSS / 1_024,
}));
