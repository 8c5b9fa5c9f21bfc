module UniversalApprox.Tests.Support.TemporaryFolder

open System.IO

/// Gives a test a folder of its own and removes it afterwards.
let inFolder test () =
    let folder = Directory.CreateTempSubdirectory "ua-tests-"

    try
        test folder.FullName
    finally
        folder.Delete(recursive = true)

/// Writes a file and returns its path.
let write (folder: string) name (text: string) =
    let path = Path.Combine(folder, name)
    File.WriteAllText(path, text)
    path
