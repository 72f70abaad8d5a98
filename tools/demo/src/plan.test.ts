import { describe, expect, test } from '@jest/globals';
import { Calendar } from './calendar.ts';
import { branches, cellOf, people, townOf, type Branch } from './consortium.ts';
import { stageOf } from '@katrol/contract';
import { isWayOut, planFamilies, supported } from './plan-families.ts';
import { inGroups, isReady, planTutors } from './plan-tutors.ts';

const calendar = new Calendar('2026-11-23');
const all = branches();
const first = all[0] as Branch;
const planned = all.map((branch) => {
  const tutors = planTutors(branch, 1);
  return { branch, tutors, families: planFamilies(branch, tutors, 1, calendar) };
});

describe('the demonstration as it is planned', () => {
  test('is the same every time: an interrupted load repeats the same commands', () => {
    for (const { branch, tutors, families } of planned) {
      expect(planTutors(branch, 1)).toEqual(tutors);
      expect(planFamilies(branch, tutors, 1, calendar)).toEqual(families);
    }
  });

  test('has every state of the journey, with days in the past year and in their order', () => {
    const states = new Set(planned.flatMap((p) => p.families.map((f) => f.state)));
    expect(states.size).toBe(31);
    for (const { families } of planned) {
      for (const f of families) {
        expect(f.asked).toBeGreaterThanOrEqual(f.visited);
        expect(f.visited).toBeGreaterThanOrEqual(f.decided);
        expect(f.asked).toBeLessThanOrEqual(365);
        for (const day of f.sessions)
          expect([day > f.started, day < calendar.today]).toEqual([true, true]);
        if (f.state === 'quiet') expect((f.sessions.at(-1) ?? '') < calendar.ago(20)).toBe(true);
      }
    }
  });

  test('has every way out where visitors look first, and a handful of them in each branch', () => {
    const usual = planned.map(({ families }) => families.filter((f) => isWayOut(f.state)));
    const [oostende, geraardsbergen, ...others] = usual.map((all) => all.map((f) => f.state));
    expect(oostende).toHaveLength(12);
    expect(geraardsbergen).toEqual(oostende);
    for (const states of others) {
      expect(states[0]).toBe('asked_again');
      expect(new Set(states).size).toBe(states.length);
      expect(states.length).toBeGreaterThanOrEqual(4);
      expect(states.length).toBeLessThanOrEqual(6);
    }
  });

  test('knows children of the school year before, and what changed at home since', () => {
    for (const { families } of planned) {
      const again = families.find((f) => f.state === 'asked_again');
      expect(calendar.ago(again?.asked ?? 0) < '2026-09-01').toBe(true);
      const news = families.filter((f) => f.state === 'asked').map((f) => f.news);
      expect(news).toEqual(['moved', 'sibling']);
      expect(families.every((f) => f.state === 'asked' || f.news === '')).toBe(true);
    }
  });

  test.each([
    ['2026-11-23', 83],
    ['2026-09-01', 0],
    ['2026-08-31', 364],
  ])('on %s the school year began %i days ago', (today, days) => {
    expect(new Calendar(today).schoolYearDays).toBe(days);
  });

  test('gives each family in support a tutor who is ready, free, fit and within reach', () => {
    for (const { branch, tutors, families } of planned) {
      const load = new Map<string, number>();
      const children = new Map<string, number>();
      for (const f of families.filter((x) => supported(x.state))) {
        const tutor = tutors.find((t) => t.key === f.tutor);
        expect(tutor && isReady(tutor)).toBe(true);
        for (const slot of f.slots) expect(tutor?.slots).toContainEqual(slot);
        const stages = tutor?.stages ?? [];
        if (stages.length > 0)
          for (const c of f.children) expect(stages).toContain(stageOf(c.grade));
        const metres =
          Math.hypot(f.cell.x - (tutor?.cell.x ?? 0), f.cell.y - (tutor?.cell.y ?? 0)) * 500;
        expect(metres).toBeLessThanOrEqual(branch.profile === 'uilenspel' ? 3_000 : 10_000);
        if (f.state === 'closed') continue;
        load.set(f.tutor, (load.get(f.tutor) ?? 0) + 1);
        children.set(f.tutor, (children.get(f.tutor) ?? 0) + f.children.length);
      }
      // who comes together comes to one, and no group is larger than the preset has it
      expect(Math.max(...load.values())).toBeLessThanOrEqual(inGroups(branch) ? 3 : 2);
      if (inGroups(branch)) expect(Math.max(...children.values())).toBeLessThanOrEqual(6);
    }
  });

  test('makes the people who sign in tutors of their branch, with somebody to visit', () => {
    for (const { branch, tutors, families } of planned) {
      const accounts = people()
        .filter((p) => p.roles.includes('tutor') && p.branches.includes(branch.code))
        .map((p) => p.subject);
      expect(
        tutors
          .slice(0, 2)
          .map((t) => t.account)
          .sort(),
      ).toEqual(accounts.sort());
      for (const t of tutors.slice(0, 2))
        expect(families.some((f) => f.tutor === t.key)).toBe(true);
    }
  });

  test('numbers students once, and knows where and what a branch is', () => {
    const numbers = planned
      .flatMap((p) => p.tutors.map((t) => t.studentNumber))
      .filter((n) => n !== '');
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(all.slice(0, 2).map((b) => b.code)).toEqual(['oostende', 'geraardsbergen']);
    expect(all).toHaveLength(35);
    expect(townOf({ ...first, name: 'De Katrol Sint-Niklaas' })).toBe('Sint-Niklaas');
    expect(cellOf(first)).toEqual({ x: 410, y: 11_326 });
  });

  test.each([
    ['2026-11-23', '2026-09-15', '2027-06-30'],
    ['2026-09-03', '2025-09-15', '2026-09-14'],
    ['2026-06-25', '2025-09-15', '2026-09-14'],
  ])('on %s the academic year runs from %s until %s', (today, from, until) => {
    expect(new Calendar(today).academicYear).toEqual({ from, until });
  });
});
