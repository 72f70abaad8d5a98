import { setPriority } from 'node:os';

/**
 * Answers the one question that a process begun by `inChild` is asked, and ends. `work` gets what
 * was sent; what it gives, or throws, goes back.
 */
export function answerOnce<Question, Answer>(
  work: (question: Question) => Answer | Promise<Answer>,
): void {
  // whoever waits at the door goes before a run that takes seconds
  setPriority(10);
  process.once('disconnect', () => process.exit(0));
  process.once('message', (question) => {
    void answer(question as Question, work).then((said) =>
      process.send?.(said, undefined, {}, () => process.exit(0)),
    );
  });
}

/** How an answer comes back from the child. */
export type Said<Answer> = { answer: Answer } | { error: string };

const answer = async <Question, Answer>(
  question: Question,
  work: (question: Question) => Answer | Promise<Answer>,
): Promise<Said<Answer>> => {
  try {
    return { answer: await work(question) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
};
