import { answerOnce } from '@katrol/solver/child';
import { makeTables, type ReleaseAsked } from './domain/release.ts';

answerOnce((asked: ReleaseAsked) => makeTables(asked));
