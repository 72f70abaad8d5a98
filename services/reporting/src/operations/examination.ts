import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import type {
  Examination,
  GetExaminationRequest,
  KeepExaminationAnswerRequest,
} from '@katrol/proto/katrol/reporting/v1/examination_pb';
import { expectRevision, invalid, notFound } from '@katrol/runtime';
import { questions } from '../domain/examination.ts';
import type { ReportingCall } from '../store/client.ts';
import { indicators } from '../store/definitions.ts';
import {
  answersOf,
  loadAnswer,
  removeAnswer,
  saveAnswer,
  yearsAnswered,
  type ExaminationAnswer,
} from '../store/examination.ts';
import { everyFamily } from '../store/figures.ts';
import { figuresOf, periodsOf } from './figures.ts';

const named = new Set(questions.flatMap((one) => one.indicators));
const beside = indicators.filter(({ code }) => named.has(code));

/** The five questions of a year, with the branch's figures and what was said last year. */
export async function getExamination(
  call: ReportingCall,
  { branchCode: asked, year }: Plain<GetExaminationRequest>,
): Promise<Plain<Examination>> {
  const { tx } = call;
  const branchCode = branchOf(call, asked);
  const periods = await periodsOf(call, { kind: 'school_year', year });
  return {
    branchCode,
    year,
    questions,
    answers: await answersOf(tx, { branchCode, year }),
    answersBefore: await answersOf(tx, { branchCode, year: year - 1 }),
    figures: await figuresOf(call, beside, { branchCode, ...periods, filter: everyFamily }),
    years: await yearsAnswered(tx, branchCode),
  };
}

/**
 * Keeps one thing that was said: each stands by itself, so that several hands write at once and
 * nobody overwrites another. An empty text takes it away.
 */
export async function keepExaminationAnswer(
  call: ReportingCall,
  { answer }: Plain<KeepExaminationAnswerRequest>,
): Promise<ExaminationAnswer> {
  const { tx, today, by } = call;
  const branchCode = branchOf(call, answer.branchCode);
  const written = { ...answer, branchCode, by, on: today };
  if (answer.id === '' && answer.text === '')
    throw invalid({ field: 'answer.text', reason: 'VALUE_MISSING' });
  if (answer.id !== '') {
    const known = await loadAnswer(tx, answer.id);
    if (known.branchCode !== branchCode) throw notFound('answer.id');
    expectRevision(answer.revision, known.revision);
    if (answer.text === '') {
      await removeAnswer(tx, answer.id);
      return { ...written, revision: answer.revision + 1 };
    }
  }
  return await loadAnswer(tx, await saveAnswer(tx, written));
}
