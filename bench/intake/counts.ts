import { issueCount, projectCount } from "./payload.ts";
import type { Rig } from "./rig.ts";

/** What lies in the files after a clean stop. */
export interface Counts {
  readonly answers: number;
  readonly uncertain: number;
  readonly deliveries: number;
  readonly errors: number;
  readonly sumOfIssueCounts: number;
  readonly undigested: number;
  readonly issues: number;
  readonly projects: number;
  /** One sentence for each thing that is not as it must be. */
  readonly wrong: readonly string[];
  readonly errorsBytes: number;
  readonly archiveBytes: number;
}

/**
 * Counts what was kept, from outside: the collector's own code is not asked. It must have been stopped.
 */
export async function readCounts(rig: Rig): Promise<Counts> {
  const { place, collectorAnswers, collectorUncertain } = rig;
  const [deliveries, errors, sumOfIssueCounts, undigested, issues, projects] = await place.numbers([
    "select count(*) from archive.deliveries",
    "select count(*) from errors",
    "select coalesce(sum(count), 0) from issues",
    "select count(*) from outcomes where state <> 'digested'",
    "select count(*) from issues",
    "select count(*) from projects",
  ]);
  const counts = {
    answers: collectorAnswers,
    uncertain: collectorUncertain,
    deliveries: deliveries ?? 0,
    errors: errors ?? 0,
    sumOfIssueCounts: sumOfIssueCounts ?? 0,
    undigested: undigested ?? 0,
    issues: issues ?? 0,
    projects: projects ?? 0,
  };
  const bytes = await place.bytes();
  return {
    ...counts,
    wrong: wrongIn(counts),
    errorsBytes: bytes.errors,
    archiveBytes: bytes.archive,
  };
}

type Counted = Omit<Counts, "wrong" | "errorsBytes" | "archiveBytes">;

function wrongIn(counts: Counted): string[] {
  const { answers, uncertain, deliveries, errors, sumOfIssueCounts, undigested } = counts;
  const wrong: string[] = [];
  if (deliveries < answers) {
    wrong.push(`${answers - deliveries} deliveries were answered 2xx and are not in the archive.`);
  }
  // A request whose answer was lost on the way may have been kept.
  if (deliveries > answers + uncertain) {
    wrong.push(`${deliveries - answers - uncertain} deliveries are kept that were refused.`);
  }
  if (errors !== deliveries) wrong.push(`${deliveries} deliveries became ${errors} errors.`);
  if (sumOfIssueCounts !== errors) {
    wrong.push(`The issues count ${sumOfIssueCounts} errors, and there are ${errors}.`);
  }
  if (undigested > 0) wrong.push(`${undigested} deliveries were not digested.`);
  if (counts.issues > issueCount) wrong.push(`${issueCount} issues became ${counts.issues}.`);
  if (counts.projects > projectCount) {
    wrong.push(`${projectCount} projects became ${counts.projects}.`);
  }
  return wrong;
}
