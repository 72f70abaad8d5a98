import { addDays, daysBetween, weekdayOf } from '@katrol/runtime';

/** The days of one load: everything is told from the day on which it began. */
export class Calendar {
  readonly today: string;

  constructor(today: string) {
    this.today = today;
  }

  /** So many days ago; a negative number lies ahead. */
  ago(days: number): string {
    return addDays(this.today, -days);
  }

  /** The last day on this weekday (1 = Monday) that lies at least so many days ago. */
  onWeekday(days: number, weekday: number): string {
    const day = this.ago(days);
    return addDays(day, -((weekdayOf(day) - weekday + 7) % 7));
  }

  /** How many days ago the school year began, on 1 September. */
  get schoolYearDays(): number {
    const year = Number(this.today.slice(0, 4)) - (this.today.slice(5) >= '09-01' ? 0 : 1);
    return daysBetween(`${year}-09-01`, this.today);
  }

  /** First and last day of the academic year around today. */
  get academicYear(): { from: string; until: string } {
    const year = Number(this.today.slice(0, 4)) - (this.today.slice(5) >= '09-15' ? 0 : 1);
    const until = `${year + 1}-06-30`;
    return {
      from: `${year}-09-15`,
      until: until > addDays(this.today, 14) ? until : `${year + 1}-09-14`,
    };
  }
}
