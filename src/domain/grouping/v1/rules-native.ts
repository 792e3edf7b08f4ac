import { type Rule, rule, type Says, type When } from "./rule.ts";

// What is known of native programs: iOS, macOS, Android's native side, Windows, Linux; C, C++, Rust,
// Swift, Objective-C, Unreal, Flutter. Facts of getsentry/sentry's built-in rules (newstyle@2023-01-11).

const native = (when: Omit<When, "family">, says: Says): Rule =>
  rule({ ...when, family: "native" }, says);

const notOurs: Says = { inApp: false };
const noise: Says = { inApp: false, noise: true };
/** Where an error begins: what it calls from here on only reports it. */
const border: Says = { ...noise, callees: { inApp: false, noise: true } };
/** The engine's own way to report what the game asserts: whoever called it is at fault. */
const reporter: Says = { inApp: false, callers: { inApp: true }, callees: { inApp: false } };

/** Whose code it is, by where it was installed and what it is called. */
export const nativeOwners: readonly Rule[] = [
  native(
    {
      package: [
        "/var/containers/Bundle/Application/**",
        "/private/var/containers/Bundle/Application/**",
        "**/Developer/CoreSimulator/Devices/**",
        "**/Containers/Bundle/Application/**",
        "**.app/Contents/**",
        "/Users/**",
      ],
    },
    { inApp: true },
  ),
  native(
    {
      name: [
        "FDebug::CheckVerifyFailedImpl*",
        "FDebug::OptionallyLogFormattedEnsureMessageReturningFalse",
        "DispatchCheckVerify*",
        "UE::Assert::Private::ExecCheckImplInternal*",
        "UE::Logging::Private::BasicFatalLog",
        "USentrySubsystem::CaptureMessage*",
        "USentrySubsystem::CaptureEvent*",
        "USentrySubsystem::*execCapture*",
      ],
    },
    reporter,
  ),
  native({ package: ["/lib/**", "/usr/lib/**", "linux-gate.so*", "linux-vdso.so*"] }, notOurs),
  native({ name: ["std::*", "core::*", "alloc::*", "__rust_*", "rust_begin_unwind"] }, notOurs),
  native(
    {
      name: [
        "std::panicking::begin_panic",
        "core::panicking::begin_panic",
        "failure::backtrace::Backtrace::new",
        "error_chain::make_backtrace",
      ],
    },
    border,
  ),
  native(
    { name: ["std::panicking::panic_fmt", "core::panicking::panic_fmt"] },
    { inApp: false, callees: { inApp: false } },
  ),
  native({ name: ["_CxxThrowException", "__cxa_throw", "__assert_rtn", "_NSRaiseError"] }, border),
  native({ name: ["_mh_execute_header", "google_breakpad::*"] }, noise),
  native(
    {
      name: [
        "google_breakpad::ExceptionHandler::SignalHandler",
        "google_breakpad::ExceptionHandler::WriteMinidumpWithException",
      ],
    },
    { noise: true, callees: { noise: true } },
  ),
  native(
    {
      package: [
        "**/Frameworks/libswift*.dylib",
        "**/Frameworks/KSCrash.framework/**",
        "**/Frameworks/SentrySwift.framework/**",
        "**/Frameworks/Sentry.framework/**",
        "**/Frameworks/FlutterMacOS.framework/**",
        "**/Frameworks/Flutter.framework/**",
      ],
    },
    notOurs,
  ),
  native(
    {
      name: [
        "kscm_*",
        "sentrycrashcm_*",
        "kscrash_*",
        "*sentrycrash_*",
        "?[[]KSCrash*",
        "?[[]RNSentry*",
        "__*[[]Sentry*",
        "?[[]Sentry*",
      ],
    },
    noise,
  ),
  native({ package: ["/data/app/**"], path: ["**/*.dart"] }, { inApp: true }),
  native(
    {
      path: [
        "**/packages/flutter/**",
        "lib/ui/hooks.dart",
        "lib/ui/platform_dispatcher.dart",
        "third_party/dart/sdk/**",
        "**/.pub-cache/**",
      ],
    },
    notOurs,
  ),
  native({ name: ["stub InvokeDartCode", "stub CallBootstrapNative"] }, notOurs),
];

const is = (category: Says["category"] & string): Says => ({ category });

/** What kind of call it is, by image and name. The last that holds counts. */
export const nativeCategories: readonly Rule[] = [
  native(
    {
      package: [
        "/System/Library/Frameworks/**",
        "C:/Windows/**",
        "/usr/lib/**",
        "CoreFoundation",
        "Foundation",
        "CFNetwork",
        "IOKit",
        "QuartzCore",
        "IOMobileFramebuffer",
        "libobjc*",
        "libsystem*",
        "/system/**",
        "/vendor/**",
        "libdispatch.dylib",
        "WebKit",
        "**/libart.so",
        "linux-gate.so*",
        "linux-vdso.so*",
        "/apex/com.android.*/lib*/**",
      ],
    },
    is("system"),
  ),
  native({ name: ["memset", "memcpy", "__memcpy", "memcmp"] }, is("system")),
  native({ name: ["boost::*", "std::*"] }, is("std")),
  native(
    {
      package: [
        "UIKit",
        "UIKitCore",
        "SwiftUI",
        "AttributeGraph",
        "CoreAutoLayout",
        "GraphicsServices",
      ],
    },
    is("ui"),
  ),
  native({ name: ["-\\[NSISEngine*"] }, is("ui")),
  native({ name: ["art::jit::*"] }, is("runtime")),
  native(
    {
      package: [
        "/system/lib/libmedia.so",
        "/system/lib/libaudioclient.so",
        "AudioToolbox*",
        "libAudioToolboxUtility.dylib",
      ],
    },
    is("av"),
  ),
  native({ name: ["std::_*", "__swift_*", "block_destroy_helper*"] }, is("internals")),
  native({ name: ["*_block_invoke*"], inApp: false }, is("internals")),
  native({ package: ["/usr/lib/system/**", "libdyld.dylib"], name: ["start"] }, is("threadbase")),
  native({ package: ["UIKit", "UIKitCore"], name: ["UIApplicationMain"] }, is("threadbase")),
  native(
    {
      name: [
        "wWinMain",
        "invoke_main",
        "BaseThreadInitThunk",
        "RtlUserThreadStart",
        "thread_start",
        "_pthread_start",
        "__pthread_start",
        "_pthread_body",
        "_dispatch_worker_thread2",
        "start_wqthread",
        "_pthread_wqthread",
        "boost::*::thread_proxy",
        "TppWorkerThread",
        "TppWorkpExecuteCallback",
        "RtlpTpWorkCallback",
      ],
    },
    is("threadbase"),
  ),
  native(
    { package: ["/usr/lib/system/libsystem_pthread.dylib"], name: ["<unknown>"] },
    is("threadbase"),
  ),
  native({ package: ["**/libsystem_malloc.dylib"] }, is("malloc")),
  native(
    {
      name: ["malloc", "malloc_base", "RtlpAllocateHeapInternal", "std::*::allocator_traits*"],
    },
    is("malloc"),
  ),
  native(
    {
      name: [
        "*::operator()*",
        "*<lambda>*",
        "__dynamic_cast",
        "boost::function*",
        "boost::_bi::*",
        "boost::detail::function::functor_manager*",
        "Array.subscript.*",
      ],
    },
    is("indirection"),
  ),
  native({ name: ["*::{dtor}", "destructor'"] }, is("dtor")),
  native({ name: ["exit", "RtlExitUserProcess", "ExitProcessImplementation"] }, is("shutdown")),
  native(
    {
      name: [
        "RtlpExecuteHandlerForException",
        "_sigtramp",
        "DispatchHookW",
        "execute_onexit_table",
      ],
    },
    is("handler"),
  ),
  native(
    {
      name: [
        "abort",
        "raise",
        "std::terminate",
        "RtlExitUserThread",
        "TppRaiseInvalidParameter",
        "_CxxThrowException",
        "RaiseException",
        "RaiseComPlusException",
        "_CFThrowFormattedException",
        "objc_exception_throw",
        "AG::precondition_failure*",
      ],
    },
    is("throw"),
  ),
  native(
    {
      package: [
        "C:/WINDOWS/system32/DriverStore/**",
        "/System/Library/Extensions/AppleIntel*GraphicsGLDriver.bundle/**",
        "**/nvcuda.dll",
        "C:/Program Files/NVIDIA Corporation/**",
        "/System/Library/Extensions/GeForceGLDriver.bundle/**",
        "/System/Library/Extensions/AMDRadeon*/**",
        "/System/Library/PrivateFrameworks/GPUSupport.framework/**",
        "libGPUSupportMercury.dylib",
        "AGXGLDriver",
      ],
    },
    is("driver"),
  ),
  native({ name: ["*CUDA*"] }, is("driver")),
  native(
    {
      name: [
        "RtlFreeHeap",
        "RtlFreeUnicodeString",
        "std::_Deallocate",
        "free",
        "objc_release",
        "_swift_release_dealloc",
        "_CFRelease",
      ],
    },
    is("free"),
  ),
  native(
    {
      package: [
        "C:/Windows/SYSTEM32/OPENGL32.dll",
        "/System/Library/Frameworks/OpenGL.framework/**",
        "OpenGLES",
        "GLEngine",
        "/system/lib/libEGL.so",
        "**/libGLES*.so",
        "**/libESXGLES*.so",
        "/system/lib/libskia.so",
        "/System/Library/Frameworks/OpenCL.framework/**",
      ],
    },
    is("gl"),
  ),
  native(
    {
      package: ["/System/Library/PrivateFrameworks/GPUSupport.framework/**"],
      name: ["gpusGenerateCrashLog*"],
    },
    is("telemetry"),
  ),
  native({ name: ["gpusKillClientExt", "crashpad::*"] }, is("telemetry")),
  native({ package: ["**/libBugly.so"] }, is("telemetry")),
  native({ name: ["dlopen", "dladdr", "ImageLoaderMachO::findClosestSymbol"] }, is("load")),
  native(
    { package: ["/system/lib/libnativeloader.so"], name: ["android::OpenNativeLibrary"] },
    is("load"),
  ),
  native({ name: ["pthread_mutex_lock"] }, is("lock")),
];

/** Names that compilers make up; of the system's own calls those without a name of their own. */
export const nativeLeftovers: readonly Rule[] = [
  native({ category: "system", name: ["_*"], notName: "_purecall" }, is("internals")),
  native({ category: "system", name: ["<unknown>"] }, is("internals")),
  native(
    {
      name: [
        "_INTERNAL*",
        "closure",
        "Collection.map<T>",
        "Array.subscript.getter",
        "Array._getElement",
        "_ArrayBuffer._nativeTypeChecked.getter",
        "range",
        "@callee_guaranteed",
      ],
    },
    is("internals"),
  ),
  native({ name: ["*.cold.1"] }, is("indirection")),
];
