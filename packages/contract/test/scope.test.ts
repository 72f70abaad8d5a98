import { create } from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import { Grade, Stage } from '@katrol/proto/katrol/common/v1/codes';
import {
  EnterReferralRequestSchema,
  GetFamilyRequestSchema,
  ReferralSchema,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { KeepNoticeRequestSchema } from '@katrol/proto/katrol/sample/v1/messages_pb';
import { TutorChangedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import {
  codeOf,
  codeOrNone,
  fromRow,
  namedBy,
  ownerOf,
  scopeProblem,
  stageOf,
} from '../src/index.ts';

test('whose a message is, at any depth', () => {
  const entered = create(EnterReferralRequestSchema, { referral: { branchCode: 'melle' } });
  expect(namedBy(EnterReferralRequestSchema, entered)).toEqual([
    { kind: 'branch', field: 'referral.branch_code', code: 'melle', ifAny: false },
  ]);
  const pinned = create(KeepNoticeRequestSchema, { notice: { board: { branchCode: 'gent' } } });
  expect(namedBy(KeepNoticeRequestSchema, pinned)).toMatchObject([
    { field: 'notice.board.branch_code', code: 'gent' },
  ]);
  expect(namedBy(GetFamilyRequestSchema, create(GetFamilyRequestSchema, { id: 'x' }))).toEqual([]);
});

test('every RPC says whose it is, or that it is nobody’s', () => {
  for (const method of IntakeService.methods) expect(scopeProblem(method)).toBeUndefined();
  // the same request, where nobody said anything
  expect(scopeProblem(GetFamilyRequestSchema)).toContain('names no scope and does not say so');
});

test('who tells an event', () => expect(ownerOf(TutorChangedSchema)).toBe('volunteer-training'));

test('a row becomes the message: days, absent parts, codes', () => {
  const referral = fromRow(ReferralSchema, { occurredOn: new Date('2026-11-01'), more: 1 });
  expect(referral).toMatchObject({ occurredOn: '2026-11-01', status: '', grades: [] });
  expect('more' in referral).toBe(false);
  expect(() => fromRow(ReferralSchema, { status: 'gone' })).toThrow('a code it does not know');
  expect(() => fromRow(ReferralSchema, { occurredOn: new Date('2026-11-01T10:00Z') })).toThrow(
    'an instant without FORM_INSTANT',
  );
});

test('codes that were kept', () => {
  expect(codeOf(Grade, 'L3')).toBe('L3');
  expect(codeOrNone(Grade, '')).toBe('');
  expect(() => codeOf(Grade, 'L9')).toThrow('no code of');
});

test('every grade has its stage', () => {
  expect(stageOf('')).toBe('');
  // a reception class and special education follow no stage
  const none = ['OKAN', 'BUBAO', 'BUSO'];
  for (const grade of Grade) {
    if (none.includes(grade)) expect([grade, stageOf(grade)]).toEqual([grade, '']);
    else expect(Stage).toContain(stageOf(grade));
  }
});
