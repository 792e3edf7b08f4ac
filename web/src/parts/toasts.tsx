import { Toast } from "@base-ui/react/toast";
import { asProblem } from "../client/problem.ts";
import { common } from "../words/common.ts";
import { shellWords } from "../words/shell.ts";
import { useWords } from "../words/use-words.ts";
import { buttonClass } from "./button.tsx";

const manager = Toast.createToastManager();

interface Notice {
  readonly title: string;
  readonly detail?: string;
  /** Something went wrong: it is read out at once and stays longer. */
  readonly bad?: boolean;
  /** What takes it back. */
  readonly undo?: () => void;
}

const shownMs = 6000;
const badShownMs = 12_000;

/** Says that something happened, for a few seconds. */
export function notify({ title, detail, bad = false, undo }: Notice): void {
  const id = manager.add({
    title,
    description: detail,
    type: undo === undefined ? "plain" : "undo",
    priority: bad ? "high" : "low",
    timeout: bad || undo !== undefined ? badShownMs : shownMs,
    ...(undo === undefined
      ? {}
      : {
          actionProps: {
            onClick() {
              manager.close(id);
              undo();
            },
          },
        }),
  });
}

/** Says what was refused or failed. */
export function notifyProblem(thrown: unknown): void {
  const { title, detail } = asProblem(thrown);
  notify({ title, detail, bad: true });
}

/** Where notices show: once, in the shell. */
export function Toasts() {
  const say = useWords(shellWords);
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      <Toast.Portal>
        <Toast.Viewport
          aria-label={say("notices")}
          className="fixed inset-x-3 bottom-16 z-50 mx-auto flex flex-col gap-2 sm:right-6 sm:bottom-6 sm:left-auto sm:w-96"
        >
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const say = useWords(common);
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="rounded-lg border border-line bg-raised shadow-float transition-opacity data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-center gap-2 py-2 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <Toast.Title className="font-medium" />
          <Toast.Description className="text-[13px] text-muted" />
        </div>
        {toast.type === "undo" && (
          <Toast.Action className={buttonClass()}>{say("undo")}</Toast.Action>
        )}
        <Toast.Close className={buttonClass("quiet")}>{say("dismiss")}</Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
