import { ExaminationQuestion } from '@katrol/proto/katrol/reporting/v1/codes';

/** Which figures stand beside each of the five questions. */
const beside: Record<ExaminationQuestion, readonly string[]> = {
  effect: ['families_supported', 'trajectories_closed', 'barriers_eased'],
  network: ['destinations', 'arrivals', 'going_along', 'specialised_wait'],
  criteria: ['referrals_by_language', 'decisions', 'not_taken_on', 'closed_questions'],
  triad: [
    'family_asks',
    'first_conversations',
    'asked_approval',
    'school_refers',
    'to_school',
    'parents_to_school',
    'school_answers',
  ],
  view: ['barriers', 'levers', 'signals'],
};

/** The five questions in their order, each with its figures. */
export const questions = ExaminationQuestion.map((question) => ({
  question,
  indicators: [...beside[question]],
}));
