@echo off
rem The two commands of the project on Windows 10 and 11: `run` opens the program, `run test` tests it.
rem Both set up what is missing first. `run VERB ...` does what `cmdesk VERB ...` does.
rem `set PYTHON=C:\path\to\python.exe` before `run` chooses the interpreter when .venv is made.
setlocal EnableExtensions DisableDelayedExpansion
set "ROOT=%~dp0"
set "VENV=%ROOT%.venv"
set "PY=%VENV%\Scripts\python.exe"
set "PYTHONUTF8=1"
for /f "tokens=2 delims=:" %%c in ('chcp') do set "OLDPAGE=%%c"
chcp 65001 >nul

if not exist "%VENV%\.done" goto setup
if not exist "%PY%" goto setup
fc /b "%ROOT%requirements.lock" "%VENV%\.done" >nul 2>&1 || goto setup
fc /b "%ROOT%pyproject.toml" "%VENV%\.project" >nul 2>&1 || goto setup
goto start

:setup
if exist "%VENV%\.unfinished" goto make
if not exist "%PY%" goto make
"%PY%" -c "import pip" >nul 2>&1 && goto install
:make
call :find
if not defined FOUND goto nopython
%FOUND% -m venv --clear "%VENV%" || goto novenv
:install
echo.>"%VENV%\.unfinished"
echo 正在安装依赖到 .venv（首次约需一两分钟）…… 1>&2
"%PY%" -m pip install -q --disable-pip-version-check --require-hashes -r "%ROOT%requirements.lock" || goto nopip
"%PY%" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e "%ROOT%." || goto nopip
copy /b /y "%ROOT%pyproject.toml" "%VENV%\.project" >nul
copy /b /y "%ROOT%requirements.lock" "%VENV%\.done" >nul
del "%VENV%\.unfinished"

:start
if /i "%~1"=="test" goto test
"%PY%" -m cmdesk %*
goto end

:test
set "ARGS="
:next
shift
if "%~1"=="" goto pytest
set ARGS=%ARGS% %1
goto next
:pytest
if not defined ARGS set "ARGS= -n auto --dist loadfile"
if not defined QT_QPA_PLATFORM set "QT_QPA_PLATFORM=offscreen"
pushd "%ROOT%"
"%PY%" -m pytest%ARGS%
set "STATUS=%ERRORLEVEL%"
popd
chcp %OLDPAGE% >nul
exit /b %STATUS%

:find
rem The first Python from 3.11 on that can make a virtual environment.
set "FOUND="
if defined PYTHON call :try "%PYTHON%"
for %%v in (3.13 3.12 3.11) do if not defined FOUND call :try py -%%v
if not defined FOUND call :try py -3
if not defined FOUND call :try python
exit /b 0

:try
%* -c "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))" >nul 2>&1 && set FOUND=%*
exit /b 0

:nopython
echo 没有找到 Python 3.11 或更新的版本。请安装 64 位的 Python 3.11、3.12 或 3.13 1>&2
echo （安装时勾选 “Add python.exe to PATH”），再运行一次。Windows 7 不受支持，请换用 Windows 10 或 11。 1>&2
goto failed
:novenv
echo 虚拟环境没有建成。请检查磁盘空间和文件夹的写权限，再运行一次。 1>&2
goto failed
:nopip
echo 依赖没有装全。请检查网络（或 pip 的镜像设置）和磁盘空间，再运行一次。 1>&2
:failed
chcp %OLDPAGE% >nul
exit /b 1

:end
set "STATUS=%ERRORLEVEL%"
chcp %OLDPAGE% >nul
exit /b %STATUS%
