import { answerOnce } from '@katrol/solver/child';
import { runOf, type RunAsked } from './domain/run.ts';

answerOnce((asked: RunAsked) => runOf(asked));
