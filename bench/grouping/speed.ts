import { type ErrorFacts, groupingOf } from "../../src/domain/index.ts";
import { readEvent } from "../../src/wire/event/index.ts";

/** What grouping one error costs. */
export interface Speed {
  readonly what: string;
  /** Median of the rounds. */
  readonly microseconds: number;
  /** What is aimed at, at most; null: it is only told. */
  readonly aim: number | null;
}

const rounds = 9;
const timesPerRound = 4000;

/** Times the grouping of errors of three kinds. */
export function speeds(): readonly Speed[] {
  return [
    { what: "Python, 10 frames", microseconds: cost(pythonError()), aim: 60 },
    { what: "native, 60 frames", microseconds: cost(nativeError()), aim: null },
    { what: "a message", microseconds: cost(messageError()), aim: null },
  ];
}

function cost(error: ErrorFacts): number {
  const each: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < timesPerRound; i++) groupingOf(error);
    each.push(Number(process.hrtime.bigint() - start) / timesPerRound / 1000);
  }
  return each.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
}

function pythonError(): ErrorFacts {
  const frames = Array.from({ length: 10 }, (_, i) => {
    const module = i % 3 === 0 ? `shop.views.part_${i}` : `django.core.part_${i}`;
    const folder = i % 3 === 0 ? "/srv/shop" : "/srv/venv/lib/python3.12/site-packages";
    const filename = `${module.replaceAll(".", "/")}.py`;
    return {
      filename,
      abs_path: `${folder}/${filename}`,
      module,
      function: `handle_${i}`,
      lineno: 10 + i,
      in_app: i % 3 === 0,
      context_line: `    return self.process(request, number=${i})`,
    };
  });
  const thrown = { type: "ValueError", value: "user 17 not found", stacktrace: { frames } };
  return readEvent({ platform: "python", exception: { values: [thrown] } });
}

function nativeError(): ErrorFacts {
  const frames = Array.from({ length: 60 }, (_, i) => ({
    function: `static void shop::part_${i}::handle<std::string, int>(std::string const&, int) const`,
    package: i % 2 === 0 ? "/usr/lib/system/libsystem_c.dylib" : "/Applications/Shop.app/shop",
    instruction_addr: `0x${(0x10000000 + i).toString(16)}`,
    in_app: i % 2 === 1,
  }));
  const thrown = { type: "SIGSEGV", value: "at 0x0", stacktrace: { frames } };
  return readEvent({ platform: "native", exception: { values: [thrown] } });
}

function messageError(): ErrorFacts {
  const formatted =
    "Connection to 10.0.0.1:5432 failed after 12.5s for anna@example.org, request 7c1811ed-e98f-4c9c-a9f9-58c757ff494f";
  return readEvent({ logentry: { formatted } });
}
