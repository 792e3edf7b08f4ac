import { AlertDialog } from "@base-ui/react/alert-dialog";
import { Dialog } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { common } from "../words/common.ts";
import { shellWords } from "../words/shell.ts";
import { useWords } from "../words/use-words.ts";
import { Button, buttonClass } from "./button.tsx";

const backdrop = "fixed inset-0 z-40 bg-black/40";
const popup =
  "fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[min(94vw,36rem)] -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-float";

interface SheetProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** The title is read out but not shown. */
  readonly bare?: boolean;
  readonly children: ReactNode;
}

/** Something over the page that one closes again. */
export function Sheet({ open, onOpenChange, title, bare = false, children }: SheetProps) {
  const say = useWords(shellWords);
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdrop} />
        <Dialog.Popup className={popup}>
          <div
            className={bare ? "sr-only" : "flex items-center border-b border-line py-2 pr-2 pl-4"}
          >
            <Dialog.Title className="flex-1 text-base font-semibold">{title}</Dialog.Title>
            <Dialog.Close className={buttonClass("quiet")}>{say("close")}</Dialog.Close>
          </div>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface ConfirmProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** What will happen, and whether it can be taken back. */
  readonly children: ReactNode;
  /** What the button says that does it. */
  readonly confirm: string;
  readonly onConfirm: () => void;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ open, onOpenChange, title, children, confirm, onConfirm }: ConfirmProps) {
  const say = useWords(common);
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={backdrop} />
        <AlertDialog.Popup className={`${popup} gap-3 p-5`}>
          <AlertDialog.Title className="text-base font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="text-muted">{children}</AlertDialog.Description>
          <div className="flex justify-end gap-2">
            <AlertDialog.Close className={buttonClass()}>{say("cancel")}</AlertDialog.Close>
            <Button
              look="danger"
              onClick={() => {
                onOpenChange(false);
                onConfirm();
              }}
            >
              {confirm}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
